import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  findPathTo,
  type ImportGraph,
  isTest,
  listFiles,
  reachableFrom,
  readImportGraph,
  root,
} from './import-graph.ts'
import { findForbidden, isCompute, isHeavyPackage, isTemporalWorker } from './rules.ts'

const files = listFiles()
const isSource = (path: string) =>
  /^(app|drizzle|ml|nodes|sdk|server|workflows)\/.*\.tsx?$/.test(path) && !isTest(path)
const sources = files.filter(isSource)
const show = (way: string[] | undefined) => way?.join(' → ')

let graph: ImportGraph
beforeAll(async () => {
  graph = await readImportGraph(sources)
})

/** What every one of `from` must not lead to; each offence is shown as the way there. */
const findWays = (from: readonly string[], isForbidden: (path: string) => boolean): (string | undefined)[] =>
  from.map((path) => show(findPathTo(graph, path, isForbidden))).filter((way) => way !== undefined)

const existing = (...paths: string[]): string[] => paths.filter((path) => sources.includes(path))

test('the graph holds every source', () => {
  expect(sources.length).toBeGreaterThan(100)
  expect(sources.filter((path) => !graph.has(path))).toEqual([])
})

test('direct imports go one way', () => {
  const offences = sources.flatMap((path) => {
    const found = findForbidden(path, graph.get(path) ?? [])
    return found === undefined ? [] : [`${path} imports ${found.imports.join(', ')}. ${found.title}.`]
  })
  expect(offences).toEqual([])
})

test('nobody imports app or tests', () => {
  const outside = (path: string) => path.startsWith('tests/')
  expect(findWays(sources, outside)).toEqual([])
})

describe('what a process must not load, however indirectly', () => {
  test('pages and routes reach no compute code and no Temporal worker', () => {
    const app = sources.filter((path) => path.startsWith('app/'))
    expect(app.length).toBeGreaterThan(0)
    expect(findWays(app, (path) => isCompute(path) || isTemporalWorker(path))).toEqual([])
  })

  test('what the browser loads reaches no server code, no database and no Node API', () => {
    const client = sources.filter((path) =>
      /^\s*(['"])use client\1/m.test(readFileSync(join(root, path), 'utf8').slice(0, 500)),
    )
    const isServerSide = (path: string) =>
      /^(server|drizzle|workflows)\//.test(path) ||
      path.startsWith('node:') ||
      /^npm:(postgres|drizzle-orm|@temporalio\/.*|@trpc\/server)$/.test(path)
    expect(client.length).toBeGreaterThan(0)
    expect(findWays(client, isServerSide)).toEqual([])
  })

  test('definitions, graph and kit reach zod, a parser and each other only', () => {
    const pure = sources.filter((path) =>
      /^nodes\/(kit|graph)\/|^nodes\/definitions\.ts$|\/definition\.ts$/.test(path),
    )
    const isAllowed = (path: string) =>
      path.startsWith('nodes/') || /^npm:(zod|@noble\/hashes|jsep)$/.test(path)
    expect(findWays(pure, (path) => !isAllowed(path) || isCompute(path))).toEqual([])
  })

  test('workflow code reaches Temporal’s workflow API and pure values only', () => {
    const reached = [...reachableFrom(graph, 'workflows/workflows.ts')].filter(
      (path) => path !== 'workflows/workflows.ts',
    )
    const isAllowed = (path: string) =>
      /^npm:@temporalio\/(workflow|common)$|^workflows\/[a-z-]+\.ts$|^nodes\/(graph|kit)\//.test(path) ||
      path === 'npm:zod'
    expect(graph.has('workflows/workflows.ts')).toBe(true)
    expect(reached.filter((path) => !isAllowed(path))).toEqual([])
    expect(reached).not.toContain('workflows/worker.ts')
  })

  test('the worker reaches neither TensorFlow nor DuckDB: compute is in its children', () => {
    expect(findWays(existing('workflows/worker.ts'), isCompute)).toEqual([])
    expect(graph.has('workflows/worker.ts')).toBe(true)
  })

  test('the server reaches no compute code outside of serving', () => {
    const server = sources.filter((path) => path.startsWith('server/') && !path.startsWith('server/serving/'))
    expect(findWays(server, (path) => isCompute(path) || isTemporalWorker(path))).toEqual([])
  })

  test('the supervisor reaches none of what it starts', () => {
    expect(
      findWays(
        existing('server/stack/main.ts'),
        (path) => isHeavyPackage(path) || isTemporalWorker(path) || path === 'npm:next',
      ),
    ).toEqual([])
  })

  test('serving reaches no runner and no Temporal worker', () => {
    const isForbidden = (path: string) =>
      /\/run\.ts$|^nodes\/runners\.ts$/.test(path) || isTemporalWorker(path)
    expect(findWays(existing('server/serving/main.ts'), isForbidden)).toEqual([])
  })

  test('ml reaches nothing else of Millrace', () => {
    const ml = sources.filter((path) => path.startsWith('ml/'))
    expect(findWays(ml, (path) => !/^(npm|node):|^ml\//.test(path))).toEqual([])
  })
})

test('no file is longer than 500 lines', () => {
  const isCode = (path: string) =>
    /\.(tsx?|js|mjs|css)$/.test(path) && !/^tests\/(fixtures|histories)\//.test(path)
  const long = files
    .filter(isCode)
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 500)
  expect(long).toEqual([])
})
