import { and, eq, ne, sql } from 'drizzle-orm'
import { nodeRuns } from '../../drizzle/schema.ts'
import { openNodeStates } from '../../drizzle/schema/runs.ts'
import { findDefinition } from '../../nodes/definitions.ts'
import { placedValue, placeFault } from '../../nodes/graph/loops.ts'
import type { PlanLoop, PlanNode } from '../../nodes/graph/plan.ts'
import { itemSubplan, outputKey } from '../../nodes/graph/subplan.ts'
import { UnexpectedError, UserError } from '../../nodes/kit/errors.ts'
import { itemOf, type LoopItem, type LoopReport } from '../../nodes/kit/loops.ts'
import type { Refit, TrialSettings } from '../../nodes/kit/refits.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { addRefits, listRefits, openNode, setProgress, toRefit } from '../../server/runs/refits.ts'
import type { ExecuteNodeInput, ItemBatch, RefitRound } from '../types.ts'
import { findKnown } from './adopt.ts'
import { attemptNode } from './attempt.ts'
import type { ActivityDeps } from './deps.ts'
import { failNode } from './fail-node.ts'
import { subplanKey } from './refit-values.ts'
import { environmentOf, findReusable, keyOf } from './reuse.ts'

type NodeOfRun = Pick<ExecuteNodeInput, 'runId' | 'nodeId'>
type LoopWork = nodeLife.Work & { loop: PlanLoop }

/** Items in one batch: a run that is paused finishes those that it has begun. */
const BATCH = 50
/** Rows that are made room for in one statement. */
const CHUNK = 1_000

export const isItem = ({ iteration }: Pick<ExecuteNodeInput, 'iteration'>): boolean =>
  iteration.startsWith('item:')

const numberOf = (iteration: string): number => Number(iteration.split(':')[1])

const isOpen = (state: string): boolean => openNodeStates.some((open) => open === state)

const itemsOf = ({ runId, nodeId }: NodeOfRun) =>
  and(eq(nodeRuns.runId, runId), eq(nodeRuns.nodeId, nodeId), ne(nodeRuns.iteration, ''))

function asLoopWork(work: nodeLife.Work): LoopWork {
  const { loop, id } = work.node
  if (!loop) throw new UnexpectedError('no_loop', `Node ${id} ends no loop`)
  return { ...work, loop }
}

const loadLoop = async (deps: ActivityDeps, key: NodeOfRun): Promise<LoopWork> =>
  asLoopWork(await nodeLife.loadWork(deps.db, key))

/** Which batch of items comes next; none where the result of all of them is known already. */
export async function planItems(
  deps: ActivityDeps,
  asked: nodeLife.Work,
  signal: AbortSignal,
): Promise<RefitRound> {
  const { db } = deps
  const work = asLoopWork(asked)
  const key = { runId: work.run.id, nodeId: work.node.id }
  await openNode(db, key)
  await notifyRun(deps.sql, key.runId)
  const environment = await environmentOf(deps, work.node, signal)
  if (await findKnown(deps, work, keyOf(work, environment).cacheKey, environment))
    return { iterations: [], more: false }
  const listed = await listStates(deps, key)
  const rows = listed.length > 0 ? listed : await addItems(deps, key, work)
  const open = rows.filter(({ state }) => isOpen(state)).map(({ iteration }) => numberOf(iteration))
  if (open.length === 0) return { iterations: [], more: false }
  return { iterations: [`items:${Math.floor(Math.min(...open) / BATCH)}`], more: true }
}

const listStates = ({ db }: ActivityDeps, key: NodeOfRun) =>
  db.select({ iteration: nodeRuns.iteration, state: nodeRuns.state }).from(nodeRuns).where(itemsOf(key))

/** Makes room for the items that *For each* found, all or none. */
async function addItems(deps: ActivityDeps, key: NodeOfRun, { run, loop, given }: LoopWork) {
  const list = given[outputKey({ node: loop.each, port: 'items' })]
  if (!list) throw new UnexpectedError('items_missing', `Nothing lists the items of ${key.nodeId}`)
  const bytes = await deps.store.getBytes(list.blob)
  const { items } = JSON.parse(new TextDecoder().decode(bytes)) as LoopReport
  const rows = items.map((item, index) => ({
    iteration: `item:${index}`,
    settings: settingsOf(run, loop, item),
  }))
  await deps.db.transaction(async (tx) => {
    for (let start = 0; start < rows.length; start += CHUNK)
      await addRefits(tx, key, rows.slice(start, start + CHUNK))
  })
  return rows.map(({ iteration }) => ({ iteration, state: 'queued' }))
}

/** What an item is, and what it puts in place of the pipeline's parameter. */
function settingsOf({ plan }: Pick<LoopWork['run'], 'plan'>, loop: PlanLoop, item: LoopItem): TrialSettings {
  const placed = Object.entries(loop.places).map(([id, fields]) => {
    const node = plan.nodes.find((each) => each.id === id)
    const values = fields.map((field) => [field, placeOf(node, field, item.value ?? '')])
    return [id, Object.fromEntries(values) as Record<string, unknown>] as const
  })
  return { ...Object.fromEntries(placed), [loop.each]: { item } }
}

/** What was typed, of the type of the value that it replaces. */
function placeOf(node: PlanNode | undefined, field: string, value: string): unknown {
  const before = typeof node?.params[field]
  const type = before === 'number' || before === 'boolean' ? before : 'text'
  return placedValue(value, type) ?? value
}

/** The activity that says which items of a batch are left. */
export async function listItems(deps: ActivityDeps, input: ExecuteNodeInput): Promise<ItemBatch> {
  const { node } = await loadLoop(deps, input)
  const batch = numberOf(input.iteration)
  const rows = await listStates(deps, input)
  const open = rows.filter(({ state }) => isOpen(state)).map(({ iteration }) => numberOf(iteration))
  const own = open.filter((number) => Math.floor(number / BATCH) === batch).sort((a, b) => a - b)
  return { iterations: own.map((number) => `item:${number}`), parallel: Number(node.params.parallel) }
}

/** The activity that makes one item. */
export async function makeItem(deps: ActivityDeps, input: ExecuteNodeInput): Promise<void> {
  const { db } = deps
  const key = { runId: input.runId, nodeId: input.nodeId }
  const work = await loadLoop(deps, key)
  const [row] = await db
    .select({ settings: nodeRuns.settings })
    .from(nodeRuns)
    .where(and(itemsOf(key), eq(nodeRuns.iteration, input.iteration)))
  const settings = row?.settings ?? {}
  await attemptNode(
    deps,
    input,
    async (attempt, signal) => {
      const { run, node, loop } = work
      checkSettings(run.plan.nodes, loop, settings)
      const environment = await environmentOf(deps, node, signal)
      const subplan = itemSubplan(run.plan.nodes, loop, settings)
      const given = Object.fromEntries(subplan.given.map((name) => [name, work.given[name] as PortValue]))
      const cacheKey = subplanKey([{ subplan, given: essenceOf(work, settings, given) }], environment)
      const known = await findReusable(deps, work, cacheKey)
      const outputs =
        known?.outputs ?? (await deps.pool.run({ kind: 'subplan', subplan, given }, signal)).outputs
      const result = { cacheKey, outputs, cachedFromRunId: known?.runId ?? null }
      await nodeLife.recordResult(db, input, attempt, result, async (tx) => {
        if (!known)
          await nodeLife.recordCached(tx, { key: cacheKey, nodeType: node.type, runId: run.id, outputs })
      })
      await reportProgress(deps, key)
    },
    async (report) => {
      await reportProgress(deps, key)
      if (work.node.params.onError === 'skip') return false
      const label = itemOf({ settings })?.label ?? input.iteration
      await failNode(deps, key, { ...report, message: `In “${label}”: ${report.message}` })
      await closeItems(deps, key)
      return true
    },
  )
}

/** An item depends on the rows of its partition alone, not on the rest of the table that it is part of. */
function essenceOf({ run, loop }: LoopWork, settings: TrialSettings, given: Record<string, PortValue>) {
  const item = itemOf({ settings })
  const each = run.plan.nodes.find(({ id }) => id === loop.each)
  const from = each?.inputs.table
  const whole = from && outputKey(from)
  const isOnly = run.plan.nodes.every(
    ({ id, inputs }) =>
      !loop.owned.includes(id) || Object.values(inputs).every((source) => outputKey(source) !== whole),
  )
  if (!item?.digest || whole === undefined || !isOnly || each?.params.over !== 'partitions') return given
  return { ...given, [whole]: { ...(given[whole] as PortValue), digest: item.digest } }
}

/** A value may be one that a setting can't have. */
function checkSettings(nodes: readonly PlanNode[], loop: PlanLoop, settings: TrialSettings): void {
  for (const id of Object.keys(loop.places)) {
    const node = nodes.find((each) => each.id === id)
    const definition = node && findDefinition(node.type)
    const wrong = definition && placeFault({ definition, params: node.params }, settings[id] ?? {})
    if (wrong) throw new UserError('value_refused', `*${node.title}* can’t run so: ${wrong}`)
  }
}

/** Items that were not made when the loop ended stay so. */
async function closeItems({ db }: ActivityDeps, key: NodeOfRun): Promise<void> {
  await db
    .update(nodeRuns)
    .set({ state: 'skipped', finishedAt: new Date() })
    .where(and(itemsOf(key), eq(nodeRuns.state, 'queued')))
}

async function reportProgress({ db, sql: notify }: ActivityDeps, key: NodeOfRun): Promise<void> {
  const [found] = await db
    .select({ done: sql<number>`count(${nodeRuns.finishedAt})::int`, all: sql<number>`count(*)::int` })
    .from(nodeRuns)
    .where(itemsOf(key))
  const { done, all } = found ?? { done: 0, all: 1 }
  await setProgress(db, key, { fraction: done / all, message: `Item ${done} of ${all}` })
  await notifyRun(notify, key.runId)
}

/** Items that are done, for the node that gathers them. */
export async function doneItems({ db }: ActivityDeps, key: NodeOfRun): Promise<Refit[]> {
  const rows = await listRefits(db, key)
  return rows.filter(({ state }) => !isOpen(state)).map(toRefit)
}
