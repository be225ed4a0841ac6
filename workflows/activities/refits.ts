import { ApplicationFailure } from '@temporalio/activity'
import type { PlanRefit } from '../../nodes/graph/plan.ts'
import { outputKey, RefitPlans, type Subplan } from '../../nodes/graph/subplan.ts'
import { UnexpectedError, UserError } from '../../nodes/kit/errors.ts'
import { bestTrial, objectiveOfTrials, scoreTrials, toFlat, toNested } from '../../nodes/kit/trials.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { suggestTrials } from '../../ml/tuning/suggest.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { addRefits, isKind, listRefits, openNode, setProgress, toRefit } from '../../server/runs/refits.ts'
import type { ComputeTask } from '../compute/protocol.ts'
import type { ExecuteNodeInput, RefitRound } from '../types.ts'
import { findKnown } from './adopt.ts'
import { attemptNode, judge } from './attempt.ts'
import type { ActivityDeps } from './deps.ts'
import { failNode } from './fail-node.ts'
import { doneItems, planItems } from './items.ts'
import { environmentOf, findReusable, keyOf } from './reuse.ts'
import { subplanKey } from './refit-values.ts'

type Values = Record<string, PortValue>
type NodeOfRun = Omit<ExecuteNodeInput, 'iteration'>
type RefitWork = nodeLife.Work & { refit: PlanRefit; plans: RefitPlans }

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

function asRefitWork(work: nodeLife.Work): RefitWork {
  const { refit, id } = work.node
  if (!refit) throw new UnexpectedError('no_refit', `Node ${id} has nothing made again`)
  return { ...work, refit, plans: new RefitPlans(work.run.plan.nodes, work.node, refit) }
}

const isDone = ({ state }: { state: string }): boolean =>
  state === 'succeeded' || state === 'cached' || state === 'failed'

/** The activity that says which folds, trials or items come next. A second call gives the same answer until they are done. */
export async function nextRefits(
  deps: ActivityDeps,
  key: NodeOfRun,
  signal: AbortSignal,
): Promise<RefitRound> {
  try {
    return await planRound(deps, key, signal)
  } catch (error) {
    if (signal.aborted) throw error
    const { report, retry } = judge(error, 1)
    if (retry) throw error
    deps.log(
      `${key.runId} ${key.nodeId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    await failNode(deps, key, report)
    throw ApplicationFailure.nonRetryable(report.message, report.code)
  }
}

async function planRound(deps: ActivityDeps, key: NodeOfRun, signal: AbortSignal): Promise<RefitRound> {
  const { db } = deps
  const asked = await nodeLife.loadWork(db, key)
  if (asked.node.loop) return planItems(deps, asked, signal)
  const work = asRefitWork(asked)
  const { node, refit } = work
  await openNode(db, key)
  await notifyRun(deps.sql, key.runId)
  const environment = await environmentOf(deps, node, signal)
  if (await findKnown(deps, work, keyOf(work, environment).cacheKey, environment))
    return { iterations: [], more: false }

  const folds = range(refit.folds?.folds ?? 0)
  const first = folds.map((fold) => ({ iteration: `${refit.search ? 'shared' : 'fold'}:${fold}` }))
  await addRefits(db, key, first)
  const rows = await listRefits(db, key)
  const open = rows.filter((row) => !isDone(row)).map(({ iteration }) => iteration)
  if (open.length > 0 || !refit.search) return { iterations: open, more: refit.search !== null }

  const { trials, parallel, method, metric } = refit.search
  const done = rows.filter(isKind('trial')).map(toRefit)
  if (done.length >= trials) return { iterations: [], more: false }
  const objective = objectiveOfTrials(done, metric)
  const suggested = suggestTrials({
    space: refit.space,
    seed: node.seed,
    method,
    done: scoreTrials(done, objective).map(({ refit: { settings }, score }) => ({
      settings: toFlat(settings),
      score,
    })),
    running: [],
    count: Math.min(parallel, trials - done.length),
    direction: objective?.direction ?? 'maximize',
  })
  const next = suggested.map((flat, index) => ({
    iteration: `trial:${done.length + index}`,
    settings: toNested(flat),
  }))
  await addRefits(db, key, next)
  return { iterations: next.map(({ iteration }) => iteration), more: true }
}

interface Call {
  subplan: Subplan
  given: Values
  /** Name of an output in the result. */
  name: (key: string) => string
}

/** What one fold or trial comes down to. */
async function callsOf(deps: ActivityDeps, work: RefitWork, input: ExecuteNodeInput): Promise<Call[]> {
  const { refit, plans, given } = work
  const number = Number(input.iteration.split(':')[1])
  const call = (subplan: Subplan, values: Values, name = (key: string) => key): Call => ({
    subplan,
    given: Object.fromEntries(subplan.given.map((key) => [key, values[key] as PortValue])),
    name,
  })
  if (input.iteration.startsWith('fold:')) return [call(plans.fold(number), given)]
  if (input.iteration.startsWith('shared:')) return [call(plans.shared(number), given)]
  const rows = await listRefits(deps.db, input)
  const settings = rows.find(({ iteration }) => iteration === input.iteration)?.settings ?? {}
  const trial = plans.trial(settings)
  if (!refit.folds) return [call(trial, given)]
  return rows.filter(isKind('shared')).map(({ outputs }, fold) =>
    // The second fold's report is `(evaluate):1.report`.
    call(trial, { ...given, ...outputs }, (key) => key.replace('.', `:${fold}.`)),
  )
}

/** The activity that makes one fold or one trial. A trial that fails is one that scored worst; a fold must not. */
export async function refitOnce(deps: ActivityDeps, input: ExecuteNodeInput): Promise<void> {
  const node = { runId: input.runId, nodeId: input.nodeId }
  await attemptNode(
    deps,
    input,
    async (attempt, signal) => {
      const work = asRefitWork(await nodeLife.loadWork(deps.db, node))
      const environment = await environmentOf(deps, work.node, signal)
      const calls = await callsOf(deps, work, input)
      const key = subplanKey(calls, environment)
      const known = await findReusable(deps, work, key)
      const outputs = known?.outputs ?? (await compute(deps, calls, signal))
      const result = { cacheKey: key, outputs, cachedFromRunId: known?.runId ?? null }
      await nodeLife.recordResult(deps.db, input, attempt, result, async (tx) => {
        if (!known)
          await nodeLife.recordCached(tx, { key, nodeType: work.node.type, runId: work.run.id, outputs })
      })
      await reportProgress(deps, work, node)
    },
    async (report) => {
      if (input.iteration.startsWith('trial:')) return false
      await failNode(deps, node, report)
      return true
    },
  )
}

async function compute(deps: ActivityDeps, calls: readonly Call[], signal: AbortSignal): Promise<Values> {
  const outputs: Values = {}
  for (const { subplan, given, name } of calls) {
    const made = await deps.pool.run({ kind: 'subplan', subplan, given }, signal)
    for (const [key, value] of Object.entries(made.outputs)) outputs[name(key)] = value
  }
  return outputs
}

async function reportProgress(deps: ActivityDeps, { refit }: RefitWork, key: NodeOfRun): Promise<void> {
  const rows = await listRefits(deps.db, key)
  if (!refit.search) {
    const [done, all] = [rows.filter(isDone).length, rows.length]
    await setProgress(deps.db, key, { fraction: done / all, message: `Fold ${done} of ${all}` })
    return
  }
  const done = rows.filter(isKind('trial')).filter(isDone).map(toRefit)
  if (done.length === 0) return
  const objective = objectiveOfTrials(done, refit.search.metric)
  const best = bestTrial(scoreTrials(done, objective), objective)
  const words = best ? ` · best ${Number(Number(best.score).toPrecision(3))}` : ''
  await setProgress(deps.db, key, {
    fraction: done.length / refit.search.trials,
    message: `Trial ${done.length} of ${refit.search.trials}${words}`,
  })
}

type NodeTask = Extract<ComputeTask, { kind: 'node' }>

/** Folds, trials or items for the node's own runner, and the best setting to be made once more. */
export async function prepareRefits(
  deps: ActivityDeps,
  { run, node, given }: nodeLife.Work,
): Promise<Pick<NodeTask, 'refits' | 'final'>> {
  const { refit, loop } = node
  if (loop) return { refits: await doneItems(deps, { runId: run.id, nodeId: node.id }), final: null }
  if (!refit) return { refits: [], final: null }
  const rows = await listRefits(deps.db, { runId: run.id, nodeId: node.id })
  const refits = rows.filter((row) => isDone(row) && !isKind('shared')(row)).map(toRefit)
  if (!refit.search) return { refits, final: null }
  const objective = objectiveOfTrials(refits, refit.search.metric)
  const best = bestTrial(scoreTrials(refits, objective), objective)
  if (!best) {
    const reason = refits.find(({ error }) => error !== null)?.error
    throw new UserError(
      'search_failed',
      `None of the ${refits.length} trials has a score${reason ? `. The first that failed says: ${reason}` : ' by this metric. Choose another metric.'}`,
    )
  }
  const subplan = new RefitPlans(run.plan.nodes, node, refit).final(best.refit.settings)
  const values = Object.fromEntries(subplan.given.map((key) => [key, given[key] as PortValue]))
  const { port, model } = refit
  return { refits, final: port === null ? null : { subplan, given: values, model: outputKey(model), port } }
}
