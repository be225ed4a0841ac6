import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import type { Database, Sql } from '../../drizzle/client.ts'
import { runs } from '../../drizzle/schema.ts'
import { openRunStates } from '../../drizzle/schema/runs.ts'
import type { ErrorReport } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import type { FolderStore } from '../storage/folder-store.ts'
import { appendEvents } from './append-events.ts'
import { clearCheckpoints } from './checkpoints.ts'
import { finishRun, isRunOpen } from './finish-run.ts'
import { notifyRun } from './notify.ts'
import { toWorkflow } from './start-run.ts'

interface Deps {
  db: Database
  sql: Sql
  store: Pick<FolderStore, 'remove'>
  workflows: Pick<WorkflowClient, 'startRun' | 'findRun'>
}

const ended: ErrorReport = {
  kind: 'operational',
  code: 'workflow_ended',
  message:
    'The run was ended in Temporal, not by Millrace. What had finished is kept: “Retry” goes on from there.',
}

const startedAgain =
  'Temporal no longer knew of this run, as after its data was lost. It was started again; what had finished is kept.'

/**
 * Looks after runs that have begun and that Temporal has nobody at work on. Where it knows nothing of one, the run goes
 * on by itself, since nodes that are done are not done again; where its workflow was ended from outside, it has failed.
 */
export async function mendLostRuns({ db, sql, store, workflows }: Deps): Promise<void> {
  const begun = await db
    .select({ id: runs.id })
    .from(runs)
    .where(and(inArray(runs.state, openRunStates), isNotNull(runs.startedAt)))
  for (const { id: runId } of begun) {
    const found = await workflows.findRun(runId)
    // It may have ended as it should in between.
    if (found === 'open' || !(await isRunOpen(db, runId))) continue
    if (found === 'ended') {
      await finishRun(db, runId, 'failed', ended)
      await clearCheckpoints({ db, store }, { runId })
    } else {
      const [run] = await db.select({ plan: runs.plan }).from(runs).where(eq(runs.id, runId))
      if (!run || !(await workflows.startRun(toWorkflow(runId, run.plan)))) continue
      const data = { level: 'warn', message: startedAgain } as const
      await db.transaction((tx) => appendEvents(tx, runId, [{ nodeId: null, kind: 'log', data }]))
    }
    await notifyRun(sql, runId)
  }
}
