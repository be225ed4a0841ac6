import * as nodeLife from '../../server/runs/node-runs.ts'
import { openApproval } from '../../server/runs/approvals.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { approvalParams } from '../../nodes/control/approval/definition.ts'
import { waitParams } from '../../nodes/control/wait/definition.ts'
import { waitUntil } from '../../nodes/control/wait/until.ts'
import { UnexpectedError } from '../../nodes/kit/errors.ts'
import { findAdopted } from './adopt.ts'
import type { ActivityDeps } from './deps.ts'
import { keyOf } from './reuse.ts'

/**
 * The activity that begins a wait; asked again it goes on with the same one. What was waited for in the run that is
 * retried is not waited for again: its decision holds.
 */
export async function beginWait(
  deps: ActivityDeps,
  { runId, nodeId }: { runId: string; nodeId: string },
): Promise<{ waitMs: number | null }> {
  const key = { runId, nodeId, iteration: '' }
  const work = await nodeLife.loadWork(deps.db, key)
  const { node } = work
  if (await findAdopted(deps, work, keyOf(work, '').cacheKey, '')) return { waitMs: 0 }
  const until = async (): Promise<Date | null> => {
    switch (node.type) {
      case 'control.wait': {
        const since = await nodeLife.beginWaiting(deps.db, key)
        const time = waitUntil(waitParams.parse(node.params), since)
        await nodeLife.sayWaiting(deps.db, key, `until ${time.toISOString()}`)
        return time
      }
      case 'control.approval': {
        const { question, deadlineHours } = approvalParams.parse(node.params)
        // The question before the state: whoever sees that it waits can answer.
        const { state, deadlineAt } = await openApproval(deps.db, {
          runId,
          nodeId,
          question: question.trim() || `Go on after “${node.title}”?`,
          deadlineAt: deadlineHours > 0 ? new Date(Date.now() + deadlineHours * 3_600_000) : null,
        })
        const since = await nodeLife.beginWaiting(deps.db, key)
        return state === 'open' ? deadlineAt : since
      }
      default:
        throw new UnexpectedError('no_wait', `Node ${nodeId} of type ${node.type} does not wait`)
    }
  }
  const time = await until()
  await notifyRun(deps.sql, runId)
  return { waitMs: time && Math.max(0, time.getTime() - Date.now()) }
}
