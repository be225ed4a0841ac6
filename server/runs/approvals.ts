import { and, asc, eq, inArray, ne, or } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { approvals, nodeRuns, pipelines, runs } from '../../drizzle/schema.ts'
import { openRunStates } from '../../drizzle/schema/runs.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import type { ApprovalView } from '../views.ts'
import { isRunOpen } from './finish-run.ts'

type Approval = typeof approvals.$inferSelect

const matches = (key: { runId: string; nodeId: string }) =>
  and(eq(approvals.runId, key.runId), eq(approvals.nodeId, key.nodeId))

/** Asks for a decision, once: asked again it returns what there is. */
export async function openApproval(
  db: Database,
  approval: Pick<Approval, 'runId' | 'nodeId' | 'question' | 'deadlineAt'>,
): Promise<Approval> {
  await db.insert(approvals).values(approval).onConflictDoNothing()
  return getApproval(db, approval)
}

async function getApproval(db: Database, key: { runId: string; nodeId: string }): Promise<Approval> {
  const [row] = await db.select().from(approvals).where(matches(key))
  if (!row) throw new UserError('not_found', 'Nothing waits for a decision there.')
  return row
}

interface Decision {
  runId: string
  nodeId: string
  decision: 'approved' | 'rejected'
  /** `page`, `api`, `cli`, `deadline`. */
  by: string
  comment?: string | undefined
}

/** Records a decision; the first one holds, and is returned. */
export async function recordDecision(db: Database, decision: Decision): Promise<Approval> {
  const { decision: state, by: decidedBy, comment } = decision
  await db
    .update(approvals)
    .set({ state, decidedBy, comment: comment?.trim() || null, decidedAt: new Date() })
    .where(and(matches(decision), eq(approvals.state, 'open')))
  return getApproval(db, decision)
}

/**
 * Decides what a run waits for, and wakes the run. The same decision again wakes it again.
 * @throws UserError `not_found`, `decided` where it was decided otherwise, `run_ended` where nobody waits any more.
 */
export async function decideApproval(
  { db, workflows }: { db: Database; workflows: WorkflowClient },
  decision: Decision,
): Promise<void> {
  const { state: before } = await getApproval(db, decision)
  if (before === 'open' && !(await isRunOpen(db, decision.runId)))
    throw new UserError('run_ended', 'The run has ended; it does not wait for a decision any more.')
  const { state } = await recordDecision(db, decision)
  if (state !== decision.decision)
    throw new UserError('decided', `It was ${state} already. What is decided stays.`)
  await workflows.wakeNode(decision.runId, decision.nodeId)
}

/** What waits for a decision, longest first; of a run, also what was decided. Nothing waits in a run that has ended. */
export async function listApprovals(db: Database, runId?: string): Promise<ApprovalView[]> {
  const rows = await db
    .select({ approval: approvals, run: runs, pipeline: pipelines.name })
    .from(approvals)
    .innerJoin(runs, eq(runs.id, approvals.runId))
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .where(
      and(
        or(
          and(eq(approvals.state, 'open'), inArray(runs.state, openRunStates)),
          runId === undefined ? undefined : ne(approvals.state, 'open'),
        ),
        runId === undefined ? undefined : eq(approvals.runId, runId),
      ),
    )
    .orderBy(asc(approvals.createdAt))
    .limit(200)
  return Promise.all(
    rows.map(async ({ approval, run, pipeline }) => ({
      runId: approval.runId,
      runNumber: run.number,
      nodeId: approval.nodeId,
      pipelineId: run.pipelineId,
      pipelineName: pipeline,
      question: approval.question,
      about: await listAbout(db, run, approval.nodeId),
      state: approval.state,
      deadlineAt: approval.deadlineAt?.toISOString() ?? null,
      decidedBy: approval.decidedBy,
      comment: approval.comment,
      createdAt: approval.createdAt.toISOString(),
      decidedAt: approval.decidedAt?.toISOString() ?? null,
    })),
  )
}

/** What is connected to the node that asks: its reports, table and model, with their figures. */
async function listAbout(
  db: Database,
  run: Pick<typeof runs.$inferSelect, 'id' | 'plan'>,
  nodeId: string,
): Promise<ApprovalView['about']> {
  const sources = Object.values(run.plan.nodes.find(({ id }) => id === nodeId)?.inputs ?? {})
  if (sources.length === 0) return []
  const made = await db
    .select({ nodeId: nodeRuns.nodeId, outputs: nodeRuns.outputs })
    .from(nodeRuns)
    .where(
      and(
        eq(nodeRuns.runId, run.id),
        eq(nodeRuns.iteration, ''),
        inArray(
          nodeRuns.nodeId,
          sources.map(({ node }) => node),
        ),
      ),
    )
  return sources.flatMap((source) => {
    const value = made.find((each) => each.nodeId === source.node)?.outputs?.[source.port]
    if (!value) return []
    const title = run.plan.nodes.find(({ id }) => id === source.node)?.title ?? source.node
    const metrics = value.port === 'report' || value.port === 'model' ? value.metrics : {}
    return [{ nodeId: source.node, title, metrics, rows: value.port === 'table' ? value.rows : null }]
  })
}

/** Wakes the runs whose decision was recorded while Temporal could not be told. */
export async function wakeDecided({
  db,
  workflows,
}: {
  db: Database
  workflows: Pick<WorkflowClient, 'wakeNode'>
}): Promise<void> {
  const decided = await db
    .select({ runId: nodeRuns.runId, nodeId: nodeRuns.nodeId })
    .from(nodeRuns)
    .innerJoin(approvals, and(eq(approvals.runId, nodeRuns.runId), eq(approvals.nodeId, nodeRuns.nodeId)))
    .where(and(eq(nodeRuns.state, 'waiting'), ne(approvals.state, 'open')))
  for (const { runId, nodeId } of decided) await workflows.wakeNode(runId, nodeId)
}
