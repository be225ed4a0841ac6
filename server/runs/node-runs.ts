import { and, eq, getTableColumns, inArray, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { cacheEntries, nodeRuns, runs } from '../../drizzle/schema.ts'
import {
  type LogEvent,
  openNodeStates,
  openRunStates,
  type NodeState,
  type RunState,
} from '../../drizzle/schema/runs.ts'
import type { CacheKeyParts } from '../../nodes/graph/cache-key.ts'
import type { Plan, PlanNode, Source } from '../../nodes/graph/plan.ts'
import { outputKey } from '../../nodes/graph/subplan.ts'
import { UnexpectedError, type ErrorReport } from '../../nodes/kit/errors.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { appendEvents } from './append-events.ts'

/** The life of one node in one run, as Postgres knows it. */

export interface NodeKey {
  runId: string
  nodeId: string
  iteration: string
}

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

const matches = (key: NodeKey) =>
  and(eq(nodeRuns.runId, key.runId), eq(nodeRuns.nodeId, key.nodeId), eq(nodeRuns.iteration, key.iteration))

export const isFinishedNode = (state: NodeState): boolean =>
  !(openNodeStates as readonly NodeState[]).includes(state)
export const isFinishedRun = (state: RunState): boolean =>
  !(openRunStates as readonly RunState[]).includes(state)

/** Outputs are recorded: the node need not run. */
export const hasOutputs = (state: NodeState): boolean => state === 'succeeded' || state === 'cached'

/**
 * Takes the node for a new attempt and returns its fencing token, or null where its outputs are recorded already (the
 * attempt before this one finished, and only its answer was lost).
 */
export async function beginAttempt(db: Database, key: NodeKey): Promise<number | null> {
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(nodeRuns).where(matches(key)).for('update')
    if (!row) throw new UnexpectedError('node_unknown', `Node ${key.nodeId} is not part of run ${key.runId}`)
    if (hasOutputs(row.state)) return null
    const attempt = row.attempt + 1
    await tx
      .update(nodeRuns)
      .set({
        attempt,
        state: 'running',
        progress: null,
        error: null,
        startedAt: row.startedAt ?? new Date(),
        finishedAt: null,
      })
      .where(matches(key))
    await appendState(tx, key, attempt, 'running')
    if (row.state === 'running' && row.attempt > 0) {
      const why = row.error?.message ?? 'The worker stopped while it worked on this node.'
      const message = `${inWords(key.iteration)}${why} Trying again, attempt ${attempt}.`
      await appendLog(tx, key, attempt, { level: 'warn', message })
    }
    return attempt
  })
}

/** Notes that a node waits, and since when; asked again it goes on waiting. */
export async function beginWaiting(db: Database, key: NodeKey): Promise<Date> {
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(nodeRuns).where(matches(key)).for('update')
    if (!row) throw new UnexpectedError('node_unknown', `Node ${key.nodeId} is not part of run ${key.runId}`)
    if (row.state !== 'queued') return row.startedAt ?? new Date()
    const startedAt = new Date()
    await tx.update(nodeRuns).set({ state: 'waiting', startedAt }).where(matches(key))
    await appendState(tx, key, row.attempt, 'waiting')
    return startedAt
  })
}

/** Says on the card what a node waits for. */
export async function sayWaiting(db: Database, key: NodeKey, message: string): Promise<void> {
  await db
    .update(nodeRuns)
    .set({ progress: { message } })
    .where(and(matches(key), eq(nodeRuns.state, 'waiting')))
}

/** Notes that an attempt waits for a free compute process, or does so no more: only then does the time of its node begin. */
export async function noteQueue(db: Database, key: NodeKey, attempt: number, waits: boolean): Promise<void> {
  const { startedAt } = nodeRuns
  await db
    .update(nodeRuns)
    .set(
      waits
        ? {
            progress: { queued: true, message: 'Waiting for a free worker slot' },
            ...(attempt === 1 && { startedAt: null }),
          }
        : { progress: null, startedAt: raw`coalesce(${startedAt}, now())` },
    )
    .where(and(matches(key), eq(nodeRuns.attempt, attempt), eq(nodeRuns.state, 'running')))
}

const appendState = async (tx: Transaction, key: NodeKey, attempt: number, state: NodeState) => {
  // What happens to a fold or a trial is no change of the node itself.
  if (key.iteration !== '') return
  await appendEvents(tx, key.runId, [{ nodeId: key.nodeId, attempt, kind: 'state', data: { state } }])
}

const appendLog = async (tx: Transaction, key: NodeKey, attempt: number, data: LogEvent) => {
  const { runId, nodeId } = key
  await appendEvents(tx, runId, [{ nodeId, attempt, kind: 'log', data }])
}

export interface NodeResult {
  cacheKey: string | null
  /** What the key is a digest of. */
  keyParts?: CacheKeyParts | null
  outputs: Record<string, PortValue>
  /** Run that computed the outputs, where they were reused. */
  cachedFromRunId: string | null
}

/**
 * Records the outputs of an attempt, once: a newer attempt, or a cancelled run, makes it a no-op that returns false.
 */
export async function recordResult(
  db: Database,
  key: NodeKey,
  attempt: number,
  result: NodeResult,
  also: (tx: Transaction) => Promise<void>,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const state: NodeState = result.cachedFromRunId ? 'cached' : 'succeeded'
    const recorded = await tx
      .update(nodeRuns)
      .set({ ...result, state, finishedAt: new Date(), error: null })
      .where(and(matches(key), eq(nodeRuns.attempt, attempt), eq(nodeRuns.state, 'running')))
      .returning({ attempt: nodeRuns.attempt })
    if (recorded.length === 0) return false
    await also(tx)
    // Last: nobody else may write of the run until it is committed.
    await appendState(tx, key, attempt, state)
    return true
  })
}

/** `fold:0` is the first fold to a person; nothing for the node itself. */
const inWords = (iteration: string): string => {
  const [what = '', number] = iteration.split(':')
  const words: Readonly<Record<string, string>> = { trial: 'Trial', item: 'Item' }
  return number === undefined ? '' : `${words[what] ?? 'Fold'} ${Number(number) + 1}: `
}

/** Ends a node without outputs. */
export async function endNode(
  db: Database,
  key: NodeKey,
  attempt: number | null,
  end: { state: 'failed' | 'skipped' | 'cancelled'; error: ErrorReport | null },
): Promise<void> {
  await db.transaction(async (tx) => {
    const fence = attempt === null ? undefined : eq(nodeRuns.attempt, attempt)
    const ended = await tx
      .update(nodeRuns)
      .set({ ...end, finishedAt: new Date() })
      .where(and(matches(key), inArray(nodeRuns.state, openNodeStates), fence))
      .returning({ attempt: nodeRuns.attempt })
    if (!ended[0]) return
    const { attempt: endedAttempt } = ended[0]
    await appendState(tx, key, endedAttempt, end.state)
    if (end.state === 'failed' && end.error)
      await appendLog(tx, key, endedAttempt, {
        level: 'error',
        message: `${inWords(key.iteration)}${end.error.message}`,
      })
  })
}

/** Notes on a node that is to be tried again why the last attempt failed. */
export async function noteFailedAttempt(
  db: Database,
  key: NodeKey,
  attempt: number,
  error: ErrorReport,
): Promise<void> {
  await db
    .update(nodeRuns)
    .set({ error })
    .where(and(matches(key), eq(nodeRuns.attempt, attempt), eq(nodeRuns.state, 'running')))
}

export interface Work {
  run: typeof runs.$inferSelect
  node: PlanNode
  inputs: Record<string, PortValue>
  /** What the nodes that it has made again take from outside, by `node.port`. */
  given: Record<string, PortValue>
}

/** Plans of the newest runs that were asked for: a plan never changes, and every node of a run asks for it. */
const plans = new Map<string, Plan>()
const PLANS_KEPT = 16

async function loadRun(db: Database, runId: string): Promise<Work['run'] | undefined> {
  const known = plans.get(runId)
  if (known) {
    const { plan: _, ...others } = getTableColumns(runs)
    const [row] = await db.select(others).from(runs).where(eq(runs.id, runId))
    return row && { ...row, plan: known }
  }
  const [run] = await db.select().from(runs).where(eq(runs.id, runId))
  if (!run) return undefined
  plans.set(runId, run.plan)
  for (const oldest of plans.keys()) {
    if (plans.size <= PLANS_KEPT) break
    plans.delete(oldest)
  }
  return run
}

/** The node of the run's plan and the recorded values of its inputs. */
export async function loadWork(db: Database, key: Pick<NodeKey, 'runId' | 'nodeId'>): Promise<Work> {
  const run = await loadRun(db, key.runId)
  const node = run?.plan.nodes.find((each) => each.id === key.nodeId)
  if (!run || !node)
    throw new UnexpectedError('node_unknown', `Node ${key.nodeId} is not part of run ${key.runId}`)
  const sources = [...new Set(sourcesOf(node).map((from) => from.node))]
  const rows =
    sources.length === 0
      ? []
      : await db
          .select({ nodeId: nodeRuns.nodeId, outputs: nodeRuns.outputs })
          .from(nodeRuns)
          .where(
            and(eq(nodeRuns.runId, key.runId), inArray(nodeRuns.nodeId, sources), eq(nodeRuns.iteration, '')),
          )
  return workOf(run, node, new Map(rows.map((row) => [row.nodeId, row.outputs])))
}

/** Where a node takes its inputs from, and what it has made again. */
export const sourcesOf = ({ inputs, ...again }: MadeAgain & Pick<PlanNode, 'inputs'>): Source[] => [
  ...Object.values(inputs),
  ...givenOf(again),
]

type MadeAgain = { readonly [K in 'refit' | 'loop']?: PlanNode[K] | undefined }

const givenOf = ({ refit, loop }: MadeAgain): readonly Source[] => refit?.given ?? loop?.given ?? []

/** A node with the values of its inputs, out of the outputs of the nodes that they come from. */
export function workOf(
  run: Work['run'],
  node: PlanNode,
  outputsOf: ReadonlyMap<string, Readonly<Record<string, PortValue>> | null>,
): Work {
  const valueAt = (from: Source) => outputsOf.get(from.node)?.[from.port]
  const find = (from: Source): PortValue => {
    const value = valueAt(from)
    if (value) return value
    throw new UnexpectedError('input_missing', `Node ${node.id} was started before ${from.node} had finished`)
  }
  return {
    run,
    node,
    inputs: Object.fromEntries(
      Object.entries(node.inputs).flatMap(([port, from]) =>
        node.merges && !valueAt(from) ? [] : [[port, find(from)]],
      ),
    ),
    given: Object.fromEntries(givenOf(node).map((from) => [outputKey(from), find(from)])),
  }
}

/** The signals that a node gave. */
export async function listGiven(db: Database, key: NodeKey): Promise<string[]> {
  const [row] = await db.select({ outputs: nodeRuns.outputs }).from(nodeRuns).where(matches(key))
  return Object.entries(row?.outputs ?? {}).flatMap(([port, value]) =>
    value.port === 'signal' ? [port] : [],
  )
}

/** What is kept under a key. It is used by that, so that it does not expire under whoever was promised it. */
export async function takeCached(db: Database, cacheKey: string) {
  const [entry] = await db
    .update(cacheEntries)
    .set({ lastUsedAt: new Date() })
    .where(eq(cacheEntries.key, cacheKey))
    .returning()
  return entry
}

/** The first recorded output of a key wins: returns what stands recorded, this one or an earlier one. */
export async function recordCached(
  tx: Pick<Database, 'insert'>,
  entry: { key: string; nodeType: string; runId: string; outputs: Record<string, PortValue> },
): Promise<void> {
  await tx.insert(cacheEntries).values(entry).onConflictDoNothing()
}

/** Notes that the workflow of a run works on it, and returns the state: one that was paused before, or has ended, stays so. */
export async function openRun(db: Database, runId: string): Promise<RunState | undefined> {
  return db.transaction(async (tx) => {
    const [run] = await tx
      .select({ state: runs.state })
      .from(runs)
      .where(eq(runs.id, runId))
      .for('no key update')
    if (!run || isFinishedRun(run.state)) return run?.state
    const state = run.state === 'paused' ? 'paused' : 'running'
    const startedAt = raw`coalesce(${runs.startedAt}, now())`
    await tx.update(runs).set({ state, startedAt }).where(eq(runs.id, runId))
    await appendEvents(tx, runId, [{ nodeId: null, kind: 'state', data: { state } }])
    return state
  })
}

/** Ends a run; one that has ended stays as it is. */
export async function closeRun(
  db: Database,
  runId: string,
  state: 'succeeded' | 'failed' | 'cancelled',
  error: (ErrorReport & { nodeId?: string }) | null,
): Promise<void> {
  await db.transaction(async (tx) => {
    const changed = await tx
      .update(runs)
      .set({ state, error, finishedAt: new Date() })
      .where(and(eq(runs.id, runId), inArray(runs.state, openRunStates)))
      .returning({ id: runs.id })
    if (changed.length > 0) await appendEvents(tx, runId, [{ nodeId: null, kind: 'state', data: { state } }])
  })
}
