import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { definitions } from '../../nodes/definitions.ts'
import type { DatasetId } from '../../nodes/data/builtin/catalogue.ts'
import { slotOf } from '../../nodes/kit/many.ts'
import type { BlobStore, OutputDrafts, RunContext } from '../../nodes/kit/runner.ts'
import type { BlobRef, ModelValue, PortValue, TableValue } from '../../nodes/kit/values.ts'
import { type AnyRunner, loadRunner } from '../../nodes/runners.ts'
import { storeOutputs } from '../../workflows/compute/store-outputs.ts'

type NodeType = Exclude<keyof typeof definitions, 'deploy.deploy'>

/** Runs single nodes in this process, with their real runners, and stores what they make as a compute child does. */
export function createNodeRunner(options: { store: BlobStore; folder: string }) {
  let count = 0
  return async (
    type: NodeType,
    params: Record<string, unknown> = {},
    inputs: Record<string, PortValue | PortValue[]> = {},
    /** Bytes of the file that a source reads. */
    source?: BlobRef,
  ): Promise<Record<string, PortValue>> => {
    const definition = definitions[type]
    const id = `${type.split('.')[1]}-${++count}`
    const tempDir = join(options.folder, id)
    mkdirSync(tempDir, { recursive: true })
    const ctx: RunContext = {
      seed: 7,
      signal: new AbortController().signal,
      store: options.store,
      source,
      tempDir,
      limits: { threads: 2, memoryMb: 512 },
      progress: () => {},
      log: () => {},
      loadCheckpoint: async () => null,
      refits: [],
      saveCheckpoint: async () => {},
    }
    const run = (await loadRunner(type)) as AnyRunner
    const parsed: unknown = definition.params.parse(params)
    const drafts = await run({ inputs, params: parsed, ctx })
    const facts = { ...definition, id, params: parsed }
    const arriving = Object.fromEntries(
      Object.entries(inputs).flatMap(([port, value]) =>
        Array.isArray(value) ? value.map((each, at) => [slotOf(port, at), each]) : [[port, value]],
      ),
    )
    return storeOutputs(facts, arriving, drafts as Record<string, OutputDrafts[keyof OutputDrafts]>, ctx)
  }
}

export interface TrainedPipeline {
  model: ModelValue
  /** As it comes from the source. */
  source: TableValue
  /** What the model was trained on. */
  scaled: TableValue
}

/** Built-in data → *Split* → *Scale* → *Train*: a small network, trained for a few epochs only. */
export async function trainPipeline(
  options: { store: BlobStore; folder: string },
  request: {
    dataset: DatasetId
    target?: string
    scale?: 'standard' | 'minmax' | 'robust'
    mlp?: Record<string, unknown>
  },
): Promise<TrainedPipeline> {
  const run = createNodeRunner(options)
  const { dataset, target = '', scale = 'standard', mlp = {} } = request
  const source = (await run('data.builtin', { dataset, target })).table as TableValue
  const split = (await run('split.split', {}, { table: source })).table as TableValue
  const scaled = (await run('features.scale', { method: scale }, { table: split })).table as TableValue
  const { blueprint } = await run('models.mlp', { epochs: 3, ...mlp })
  const { model } = await run('train.train', {}, { table: scaled, blueprint: blueprint as PortValue })
  return { model: model as ModelValue, source, scaled }
}
