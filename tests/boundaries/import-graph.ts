import { execFileSync } from 'node:child_process'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')

/** What each file loads when it runs: paths under the root for files, `npm:name` and `node:name` for the rest. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** Every file of the repository, tracked or about to be; ignored ones are not ours. */
export const listFiles = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  })
    .split('\n')
    .filter((path) => path !== '')

/** Tests, and what stands beside them for their use alone. */
export const isTest = (path: string): boolean =>
  /\.test\.tsx?$|(^|\/)(test-[a-z-]+|arbitraries|drawings)\.tsx?$/.test(path)

/** `@scope/name/deep/file.js` → `npm:@scope/name`; `fs/promises` → `node:fs`. */
export function nameOfPackage(specifier: string): string {
  const bare = specifier.replace(/^node:/, '')
  const [first = '', second = ''] = bare.split('/')
  if (specifier.startsWith('node:') || builtinModules.includes(first)) return `node:${first}`
  return `npm:${first.startsWith('@') ? `${first}/${second}` : first}`
}

const assets = ['.css', '.svg', '.png', '.woff2', '.csv', '.wasm']

/**
 * Reads the imports of source files and all they lead to, as they remain when it runs: `import type` is gone, dynamic
 * imports count. Bundled by esbuild in memory, so that it resolves as the real build does.
 */
export async function readImportGraph(files: readonly string[], folder = root): Promise<ImportGraph> {
  const { metafile } = await build({
    entryPoints: [...files],
    absWorkingDir: folder,
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out',
    format: 'esm',
    platform: 'node',
    packages: 'external',
    treeShaking: false,
    logLevel: 'silent',
    jsx: 'automatic',
    loader: Object.fromEntries(assets.map((extension) => [extension, 'empty'])),
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
  return new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      file,
      imports
        .filter(({ path }) => !path.startsWith('<'))
        .map(({ path, external }) => (external === true ? nameOfPackage(path) : path)),
    ]),
  )
}

/**
 * The shortest way from a file to something it must not load.
 * @returns the files along the way, the offender last; undefined where there is none.
 */
export function findPathTo(
  graph: ImportGraph,
  from: string,
  isForbidden: (path: string) => boolean,
): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]])
  for (const current of cameFrom.keys()) {
    for (const next of graph.get(current) ?? []) {
      if (cameFrom.has(next)) continue
      cameFrom.set(next, current)
      if (!isForbidden(next)) continue
      const way = [next]
      for (let step: string | undefined = current; step !== undefined; step = cameFrom.get(step))
        way.unshift(step)
      return way
    }
  }
  return undefined
}

/** All that a file leads to, itself included. */
export function reachableFrom(graph: ImportGraph, from: string): Set<string> {
  const reached = new Set([from])
  for (const current of reached) for (const next of graph.get(current) ?? []) reached.add(next)
  return reached
}
