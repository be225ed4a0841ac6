import { and, asc, eq, ne } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { approvals, nodeRuns, pipelines, runs } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import type { ApprovalView } from '../views.ts'

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
 * @throws UserError `decided` where it was decided otherwise.
 */
export async function decideApproval(
  { db, workflows }: { db: Database; workflows: WorkflowClient },
  decision: Decision,
): Promise<void> {
  const { state } = await recordDecision(db, decision)
  if (state !== decision.decision)
    throw new UserError('decided', `It was ${state} already. What is decided stays.`)
  await workflows.wakeNode(decision.runId, decision.nodeId)
}

/** What waits for a decision, longest first. */
export async function listApprovals(db: Database, runId?: string): Promise<ApprovalView[]> {
  const rows = await db
    .select({ approval: approvals, number: runs.number, pipelineId: pipelines.id, pipeline: pipelines.name })
    .from(approvals)
    .innerJoin(runs, eq(runs.id, approvals.runId))
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .where(runId === undefined ? eq(approvals.state, 'open') : eq(approvals.runId, runId))
    .orderBy(asc(approvals.createdAt))
    .limit(200)
  return rows.map(({ approval, number, pipelineId, pipeline }) => ({
    runId: approval.runId,
    runNumber: number,
    nodeId: approval.nodeId,
    pipelineId,
    pipelineName: pipeline,
    question: approval.question,
    state: approval.state,
    deadlineAt: approval.deadlineAt?.toISOString() ?? null,
    decidedBy: approval.decidedBy,
    comment: approval.comment,
    createdAt: approval.createdAt.toISOString(),
    decidedAt: approval.decidedAt?.toISOString() ?? null,
  }))
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
