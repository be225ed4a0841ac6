import type { ErrorReport } from '../../nodes/kit/errors.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { skipOwned } from '../../server/runs/refits.ts'
import type { ExecuteNodeInput } from '../types.ts'
import type { ActivityDeps } from './deps.ts'

/** Ends a node whose folds, trials or items can't be made. */
export async function failNode(
  deps: ActivityDeps,
  key: Pick<ExecuteNodeInput, 'runId' | 'nodeId'>,
  error: ErrorReport,
): Promise<void> {
  await nodeLife.endNode(deps.db, { ...key, iteration: '' }, null, { state: 'failed', error })
  await skipOwned(deps.db, key)
  await notifyRun(deps.sql, key.runId)
}
