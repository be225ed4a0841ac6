import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { definitions } from '../../nodes/definitions.ts'
import { compile } from '../../nodes/graph/compile.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import type { Plan } from '../../nodes/graph/plan.ts'
import { outputKey, type Subplan } from '../../nodes/graph/subplan.ts'
import type { RunContext } from '../../nodes/kit/runner.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { openFolderStore } from '../../server/storage/folder-store.ts'
import { runSubplan } from '../../workflows/compute/run-subplan.ts'
import { createTestFolder } from './test-folder.ts'

/** Runs drawings in this process, as a fold is run: the real compiler, runners, store and lineage, and no services. */
export interface DrawingRunner extends Disposable {
  /** Compiles a drawing. Throws what is wrong with it. */
  plan(document: PipelineDocument): Plan
  /** Runs a whole drawing; gives every output by `node.port`. Folds are made, trials are not. */
  run(document: PipelineDocument): Promise<Record<string, PortValue>>
  /** Runs a part of one. */
  runPart(subplan: Subplan, given: Readonly<Record<string, PortValue>>): Promise<Record<string, PortValue>>
  /** The JSON behind a value. */
  json<T>(value: PortValue | undefined): Promise<T>
  /** The file behind a value. */
  pathOf(value: PortValue | undefined): Promise<string>
}

export function createDrawingRunner(): DrawingRunner {
  const folder = createTestFolder()
  const store = openFolderStore(join(folder.path, 'blobs'))
  const tempDir = join(folder.path, 'temp')
  mkdirSync(tempDir)
  const ctx: RunContext = {
    seed: 1,
    signal: new AbortController().signal,
    store,
    tempDir,
    limits: { threads: 2, memoryMb: 256 },
    progress: () => {},
    log: () => {},
    refits: [],
    loadCheckpoint: () => Promise.resolve(null),
    saveCheckpoint: () => Promise.resolve(),
  }
  const known = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('No such output')
    return value
  }
  const runner: DrawingRunner = {
    plan(document) {
      const { plan, problems } = compile(document, { definitions, context: { sources: {} } })
      if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'))
      return plan
    },
    run(document) {
      const { nodes } = runner.plan(document)
      const want = nodes.flatMap(({ id, outputs }) => outputs.map((port) => outputKey({ node: id, port })))
      return runner.runPart({ given: [], deal: null, nodes, parts: [], want }, {})
    },
    runPart: (subplan, given) => runSubplan(subplan, given, ctx),
    async json<T>(value: PortValue | undefined) {
      return JSON.parse(new TextDecoder().decode(await store.getBytes(known(value).blob))) as T
    },
    pathOf: (value) => store.pathOf(known(value).blob),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
  return runner
}
