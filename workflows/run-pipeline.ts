import {
  ActivityCancellationType,
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  continueAsNew,
  defineSignal,
  executeChild,
  isCancellation,
  patched,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { long, short } from './activity-options.ts'
import { chainAfter, decideNode, waitsFor } from './decide-node.ts'
import { refitNode } from './refit-node.ts'
import {
  nodeAttempts,
  signals,
  taskQueues,
  type ExecutedNode,
  type ExecuteNodeInput,
  type Outcome,
  type RunActivities,
  type RunPipelineInput,
  type RunPipelineNode,
} from './types.ts'

const { startRun, skipNode, beginWait } = proxyActivities<RunActivities>(short)
const { finishRun, nextRefits, reuseNodes } = proxyActivities<RunActivities>(long)

type NodeActivity = (input: ExecuteNodeInput) => Promise<ExecutedNode | undefined>

/** Nodes that are under way at once: what a worker can't take up yet need not stand in the history. */
const MAX_UNDER_WAY = 200

/** Events after which Temporal suggests a new execution. A run begins to think of one again when as many have come on top. */
const SUGGESTED_EVENTS = 4_096
/** So many times these a run waits for what is under way, however long: a history is cut off at 51,200. */
const MAX_SUGGESTIONS = 8
const MAX_BYTES = 24_000_000
/** What a run that should go on as a new execution waits for what is under way; what takes longer holds nothing up. */
const SETTLE_MS = 5_000

/** The activity named after a node's type, with what it works on as the summary that Temporal's own pages show. */
function activityOf(node: RunPipelineNode, summary: string): NodeActivity {
  const { attempts = nodeAttempts } = node.retry ?? {}
  const activities = proxyActivities<Record<string, NodeActivity>>({
    taskQueue: taskQueues[node.queue],
    startToCloseTimeout: '7 days',
    heartbeatTimeout: '15s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary,
    retry: {
      initialInterval: '500ms',
      backoffCoefficient: 2,
      maximumInterval: '30s',
      maximumAttempts: attempts,
    },
  })
  return activities[node.type] as NodeActivity
}

/** Thrown where a run stops starting nodes, because it goes on as a new execution. */
class Drained extends Error {}

/**
 * Executes a plan: every node starts as soon as all it waits for has settled, whatever the others do. A failed node
 * takes along only what lies downstream of it. A long run goes on as a new execution before its history is too long,
 * when nothing much is under way; a paused one starts nothing until it is resumed.
 */
export async function runPipeline(input: RunPipelineInput): Promise<void> {
  const { runId, nodes } = input
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const dependents = new Map<string, RunPipelineNode[]>()
  for (const node of nodes)
    for (const id of waitsFor(node)) dependents.set(id, [...(dependents.get(id) ?? []), node])
  const settled = new Map<string, Outcome>(Object.entries(input.settled ?? {}))
  const promises = new Map<string, Promise<Outcome>>()
  const woken = new Set<string>()
  let paused = input.paused ?? false
  let wasTold = false
  /** Nothing starts in this execution any more. */
  let draining = false
  /** Nothing starts for a moment. */
  let holding = false
  /** Length of the history before which there is no new thought of another execution. */
  let thinkAgainAt = 0
  const underWay = new Set<string>()
  const pause = (wanted: boolean) => () => {
    paused = wanted
    wasTold = true
  }
  setHandler(defineSignal(signals.pause), pause(true))
  setHandler(defineSignal(signals.resume), pause(false))
  setHandler(defineSignal<[string]>(signals.wake), (id) => void woken.add(id))

  const isLong = (): boolean => {
    const { historyLength, continueAsNewSuggested } = workflowInfo()
    return continueAsNewSuggested || (input.maxEvents !== undefined && historyLength > input.maxEvents)
  }

  /** Lets what is under way end, so that the run can go on as a new execution; what takes long is let be once more. */
  const settle = async (): Promise<void> => {
    const isQuiet = () => underWay.size === 0
    const step = input.maxEvents ?? SUGGESTED_EVENTS
    const { historyLength, historySize } = workflowInfo()
    holding = true
    if (historyLength > MAX_SUGGESTIONS * step || historySize > MAX_BYTES) await condition(isQuiet)
    draining = isQuiet() || (await condition(isQuiet, SETTLE_MS))
    thinkAgainAt = workflowInfo().historyLength + step
    holding = false
  }

  /** Waits until the run may start a node, or the next of what it has made again, and counts it as under way. */
  const getReady = async (id: string): Promise<void> => {
    if (!settles) draining ||= isLong()
    const mayGo = () => !paused && !holding && (underWay.has(id) || underWay.size < MAX_UNDER_WAY)
    for (;;) {
      // A run that is cancelled meanwhile ends otherwise.
      if (settles && !draining && !holding && workflowInfo().historyLength >= thinkAgainAt && isLong())
        void settle().catch(() => {})
      if (draining) throw new Drained()
      if (mayGo()) break
      await condition(() => draining || mayGo())
    }
    underWay.add(id)
  }

  const wait = async (node: RunPipelineNode): Promise<void> => {
    const { waitMs } = await beginWait({ runId, nodeId: node.id })
    const isOver = () => woken.has(node.id) || draining
    if (waitMs === null) await condition(isOver)
    else if (waitMs > 0) await condition(isOver, waitMs)
    if (draining && !woken.has(node.id)) throw new Drained()
  }

  /** Has folds, trials or items made, round after round, each in a workflow of its own. */
  const makeRefits = async (node: RunPipelineNode): Promise<void> => {
    for (let more = true; more; ) {
      const round = await nextRefits({ runId, nodeId: node.id })
      more = round.more
      const scope = new CancellationScope()
      let making: Promise<void>[] = []
      try {
        await scope.run(() => {
          making = round.iterations.map((iteration) =>
            executeChild(refitNode, {
              args: [{ runId, nodeId: node.id, iteration }],
              workflowId: `run-${runId}/${node.id}/${iteration}`,
              cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
              staticSummary: `${node.title} · ${iteration}`,
            }),
          )
          return Promise.all(making)
        })
      } catch (error) {
        // Nobody needs the others any more; the node has not ended before they have.
        if (patched('refits-end-together')) {
          scope.cancel()
          await CancellationScope.nonCancellable(() => Promise.allSettled(making))
        }
        throw error
      }
      if (more && settles) underWay.delete(node.id)
      if (more && controls) await getReady(node.id)
    }
  }

  const run = async (node: RunPipelineNode): Promise<Outcome> => {
    const chain = controls && !node.retry ? chainAfter(node, dependents, settled) : []
    const summary = [node, ...chain].map(({ title }) => title).join(' → ')
    const next = chain.map(({ id }) => id)
    const activity = activityOf(node, summary.slice(0, 200))
    const result = await activity({
      runId,
      nodeId: node.id,
      iteration: '',
      ...(node.retry && { retry: node.retry }),
      ...(node.signals && { signals: true }),
      ...(next.length > 0 && { next }),
    })
    for (const id of next.slice(0, result?.went ?? 0)) settled.set(id, { state: 'done', given: [] })
    if (result?.failed !== undefined)
      settled.set(result.failed, {
        state: 'failed',
        handled: byId.get(result.failed)?.handled ?? false,
      })
    return { state: 'done', given: result?.given ?? [] }
  }

  const execute = async (node: RunPipelineNode): Promise<Outcome> => {
    const ids = waitsFor(node)
    const outcomes = await Promise.all(ids.map(outcomeOf))
    const before = new Map(ids.map((id, index) => [id, outcomes[index] as Outcome]))
    const went = settled.get(node.id)
    if (went) return went
    const key = { runId, nodeId: node.id, iteration: '' }
    const decision = decideNode(node, (id) => before.get(id) as Outcome)
    if (!decision.go) {
      const { because, culprit } = decision
      const title = byId.get(culprit)?.title ?? culprit
      await skipNode({ ...key, because: title, ...(because === 'signal' && { signal: true }) })
      return { state: 'skipped', because }
    }
    // What has waited starts nothing; it only says that the wait is over.
    if (node.waits) await wait(node)
    else if (controls) await getReady(node.id)
    try {
      if (node.refits) await makeRefits(node)
      return await run(node)
    } catch (error) {
      if (isCancellation(error) || error instanceof Drained) throw error
      return { state: 'failed', handled: node.handled ?? false }
    } finally {
      underWay.delete(node.id)
    }
  }

  const outcomeOf = (id: string): Promise<Outcome> => {
    const known = settled.get(id)
    if (known) return Promise.resolve(known)
    const started = promises.get(id)
    if (started) return started
    const node = byId.get(id)
    const outcome = node ? execute(node) : Promise.resolve<Outcome>({ state: 'failed', handled: false })
    const noted = outcome.then((result) => {
      settled.set(id, result)
      return result
    })
    promises.set(id, noted)
    return noted
  }

  /** What is left, for the execution that goes on with it. */
  const rest = (): RunPipelineInput => {
    const left = nodes.filter(({ id }) => !settled.has(id))
    const wanted = new Set(left.flatMap((node) => [node.id, ...waitsFor(node)]))
    return {
      ...input,
      nodes: nodes.filter(({ id }) => wanted.has(id)),
      settled: Object.fromEntries([...settled].filter(([id]) => wanted.has(id))),
      hasFailed: hasFailed(),
      paused,
    }
  }
  const hasFailed = (): boolean =>
    (input.hasFailed ?? false) ||
    [...settled.values()].some((outcome) => outcome.state === 'failed' && !outcome.handled)

  /** Runs that began before nodes were fused, runs paused and histories cut go on without. */
  let controls = false
  /** Others let nothing new begin from the first thought of a new execution on, however long the wait. */
  let settles = false
  try {
    const opened = input.settled ? undefined : await startRun({ runId })
    // It was cancelled before there was anybody to tell.
    if (opened?.ended) return
    if (opened?.paused && !wasTold) paused = true
    // Runs that began before this was so go on without it.
    const reused = patched('reuse-first') && !input.settled ? await reuseNodes({ runId }) : []
    controls = patched('control')
    settles = patched('settle')
    for (const id of reused) settled.set(id, { state: 'done', given: [] })
    const all = await Promise.allSettled(nodes.map((node) => outcomeOf(node.id)))
    const broken = all.find((each) => each.status === 'rejected' && !(each.reason instanceof Drained))
    if (broken?.status === 'rejected') throw broken.reason
    if (all.some((each) => each.status === 'rejected')) return await continueAsNew<typeof runPipeline>(rest())
    await finishRun({ runId, state: hasFailed() ? 'failed' : 'succeeded' })
  } catch (error) {
    if (!isCancellation(error)) throw error
    // Node activities have ended their compute child by now; wait for all of them before the run is closed.
    await CancellationScope.nonCancellable(async () => {
      await Promise.allSettled(promises.values())
      await finishRun({ runId, state: 'cancelled' })
    })
    throw error
  }
}
