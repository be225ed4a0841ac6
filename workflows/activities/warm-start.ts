import { eq, inArray, sql as raw } from 'drizzle-orm'
import { cacheEntries, pipelines, runs } from '../../drizzle/schema.ts'
import { cacheKeyOf, jsonDigest } from '../../nodes/graph/cache-key.ts'
import type { Checkpoint } from '../../nodes/kit/runner.ts'
import { TRAINING_STATE, withoutLength } from '../../nodes/kit/training-state.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { takeCached, type Work } from '../../server/runs/node-runs.ts'
import type { ActivityDeps } from './deps.ts'
import { keyOf } from './reuse.ts'

/** What a training shares with those that differ from it in nothing but how long they train. */
export interface Warmth {
  key: string
  epochs: number
}

/** Null for what does not train in epochs. */
export async function warmthOf(
  { store }: Pick<ActivityDeps, 'store'>,
  work: Work,
  environment: string,
): Promise<Warmth | null> {
  const { blueprint } = work.inputs
  if (blueprint?.port !== 'blueprint') return null
  const length = withoutLength(JSON.parse(Buffer.from(await store.getBytes(blueprint.blob)).toString()))
  if (!length) return null
  const { keyParts } = keyOf(work, environment)
  const inputs = { ...keyParts.inputs, blueprint: jsonDigest(length.rest) }
  return { key: `training ${cacheKeyOf({ ...keyParts, inputs })}`, epochs: length.epochs }
}

const stateOf = ({ blobs }: PortValue) => blobs.find(({ mediaType }) => mediaType === TRAINING_STATE)

/** The end of the longest training that is shorter than this one, as a checkpoint to go on from. */
export async function findWarmStart(deps: ActivityDeps, { key, epochs }: Warmth): Promise<Checkpoint | null> {
  const entry = await takeCached(deps.db, key)
  const ends = Object.entries(entry?.outputs ?? {})
    .map(([name, value]) => {
      const [runId = '', epoch] = name.split('@')
      return { runId, epoch: Number(epoch), state: stateOf(value) }
    })
    .filter(({ epoch }) => epoch < epochs)
    .sort((a, b) => b.epoch - a.epoch)
  if (ends.length === 0) return null
  const known = await deps.db
    .select({ runId: runs.id, number: runs.number, pipelineName: pipelines.name })
    .from(runs)
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .where(
      inArray(
        runs.id,
        ends.map(({ runId }) => runId),
      ),
    )
  for (const { runId, epoch, state } of ends) {
    const run = known.find((each) => each.runId === runId)
    if (!run || !state || !(await deps.store.has(state))) continue
    return { epoch, state: {}, blobs: { training: state }, continued: { ...run, epoch } }
  }
  return null
}

/** Lets longer trainings go on from where this one ended, be it that it was stopped. */
export async function keepTrainingEnd(
  { db }: Pick<ActivityDeps, 'db'>,
  { key }: Warmth,
  made: { runId: string; nodeType: string; outputs: Readonly<Record<string, PortValue>> },
): Promise<void> {
  const { runId, nodeType, outputs } = made
  const model = Object.values(outputs).find(({ port }) => port === 'model')
  if (model?.port !== 'model' || !stateOf(model)) return
  const ends = { [`${runId}@${model.metrics.epochs}`]: model }
  await db
    .insert(cacheEntries)
    .values({ key, nodeType, runId, outputs: ends })
    .onConflictDoUpdate({
      target: cacheEntries.key,
      set: {
        runId,
        outputs: raw`${cacheEntries.outputs} || ${JSON.stringify(ends)}::jsonb`,
        lastUsedAt: new Date(),
      },
    })
}
