import { Context } from '@temporalio/activity'
import { listDefinitions } from '../../nodes/definitions.ts'
import type { ErrorReport } from '../../nodes/kit/errors.ts'
import { clearCheckpoints } from '../../server/runs/checkpoints.ts'
import { finishRun } from '../../server/runs/finish-run.ts'
import { endNode, isFinishedRun, openRun } from '../../server/runs/node-runs.ts'
import { skipOwned } from '../../server/runs/refits.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { endBackfill } from '../../server/schedules/backfill.ts'
import { createScheduledRun } from '../../server/schedules/create-scheduled-run.ts'
import { findFailureToTell, tellOfRun } from '../../server/schedules/tell-of-run.ts'
import type {
  ExecutedNode,
  ExecuteNodeInput,
  QuestionActivities,
  RunActivities,
  ScheduleActivities,
} from '../types.ts'
import type { ActivityDeps } from './deps.ts'
import { executeNode } from './execute-node.ts'
import { isItem, listItems, makeItem } from './items.ts'
import { nextRefits, refitOnce } from './refits.ts'
import { reuseNodes } from './reuse-run.ts'
import { createQuestionActivities } from './questions.ts'
import { beginWait } from './waits.ts'
import { withHeartbeat } from './with-heartbeat.ts'

type NodeActivities = Record<string, (input: ExecuteNodeInput) => Promise<ExecutedNode>>

/** Every activity of the worker: one per node type, named after it, and those that open and close runs. */
export function createActivities(
  deps: ActivityDeps,
): NodeActivities & RunActivities & ScheduleActivities & QuestionActivities {
  const nodes: NodeActivities = Object.fromEntries(
    listDefinitions().map((definition) => [
      definition.type,
      (input: ExecuteNodeInput) => executeNode(deps, input),
    ]),
  )
  const runActivities: RunActivities = {
    async startRun({ runId }) {
      const state = await openRun(deps.db, runId)
      await notifyRun(deps.sql, runId)
      return { paused: state === 'paused', ended: state === undefined || isFinishedRun(state) }
    },
    async skipNode({ because, signal, ...key }) {
      const error: ErrorReport = signal
        ? { kind: 'user', code: 'not_taken', message: `Left out, because “${because}” did not call for it.` }
        : { kind: 'user', code: 'skipped', message: `Skipped, because “${because}” did not finish.` }
      await endNode(deps.db, key, null, { state: 'skipped', error })
      await skipOwned(deps.db, key, because)
      await notifyRun(deps.sql, key.runId)
    },
    beginWait: (key) => beginWait(deps, key),
    reuseNodes: ({ runId }) => withHeartbeat((signal) => reuseNodes(deps, runId, signal)),
    nextRefits: (key) => withHeartbeat((signal) => nextRefits(deps, key, signal)),
    refit: (input) => (isItem(input) ? makeItem(deps, input) : refitOnce(deps, input)),
    listItems: (input) => listItems(deps, input),
    finishRun: ({ runId, state }) =>
      withHeartbeat(async () => {
        await finishRun(deps.db, runId, state)
        await clearCheckpoints(deps, { runId })
        await notifyRun(deps.sql, runId)
      }),
  }
  const scheduleActivities: ScheduleActivities = {
    createScheduledRun: (input) => withHeartbeat(() => createScheduledRun(deps.db, input)),
    findFailureToTell: (input) => findFailureToTell(deps.db, input),
    tellOfRun: ({ runId }) => tellOfRun(deps, { runId, attempt: Context.current().info.attempt }),
    endBackfill: (input) => endBackfill(deps.db, input),
  }
  return Object.assign(nodes, runActivities, scheduleActivities, createQuestionActivities(deps))
}
