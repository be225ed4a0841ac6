import { z } from 'zod'
import { compareRuns } from '../../runs/compare-runs.ts'
import { listItems } from '../../runs/items.ts'
import { listIterations } from '../../runs/iterations.ts'
import { rerunRun, retryRun } from '../../runs/repeat-run.ts'
import { stopNode } from '../../runs/stop-node.ts'
import { decideApproval, listApprovals } from '../../runs/approvals.ts'
import { pauseRun, resumeRun } from '../../runs/pause-run.ts'
import { route } from './route.ts'

const id = z.object({ id: z.string() })
const trigger = z.enum(['api', 'cli']).default('api')

/** Steering runs and holding them side by side. */
export const runControlRoutes = [
  route({
    method: 'GET',
    path: '/run-comparison',
    operationId: 'compareRuns',
    summary: 'Runs side by side: parameters, plans, metrics; ids are separated by commas, eight at most',
    tag: 'runs',
    params: z.object({
      ids: z
        .string()
        .transform((ids) => ids.split(',').filter(Boolean))
        .pipe(z.array(z.string()).min(1).max(8)),
    }),
    body: null,
    answer: ({ services: { db }, params }) => compareRuns(db, params.ids),
  }),
  route({
    method: 'POST',
    path: '/runs/{id}/pause',
    operationId: 'pauseRun',
    summary: 'Start nothing more of a run until it is resumed; what is under way finishes',
    tag: 'runs',
    params: id,
    body: null,
    answer: ({ services, params }) => pauseRun(services, params.id),
  }),
  route({
    method: 'POST',
    path: '/runs/{id}/resume',
    operationId: 'resumeRun',
    summary: 'Let a paused run go on',
    tag: 'runs',
    params: id,
    body: null,
    answer: ({ services, params }) => resumeRun(services, params.id),
  }),
  route({
    method: 'GET',
    path: '/approvals',
    operationId: 'listApprovals',
    summary: 'What waits for a decision; of a run also what was decided',
    tag: 'runs',
    params: z.object({ runId: z.string().optional() }),
    body: null,
    answer: ({ services: { db }, params }) => listApprovals(db, params.runId),
  }),
  route({
    method: 'POST',
    path: '/approvals/{runId}/{nodeId}',
    operationId: 'decideApproval',
    summary: 'Decide what a run waits for; the first decision holds',
    tag: 'runs',
    params: z.object({ runId: z.string(), nodeId: z.string() }),
    body: z.object({
      decision: z.enum(['approved', 'rejected']),
      comment: z.string().max(2_000).optional(),
      by: z.enum(['api', 'cli']).default('api'),
    }),
    answer: ({ services, params, body }) => decideApproval(services, { ...params, ...body }),
  }),
  route({
    method: 'POST',
    path: '/runs/{id}/retry',
    operationId: 'retryRun',
    summary:
      'Go on with a run that failed: a new run of the drawing as it is now, which takes over what finished',
    tag: 'runs',
    params: id,
    body: z.object({ version: z.number().int().positive().optional(), trigger }),
    answer: ({ services, params, body }) => retryRun(services, { runId: params.id, ...body }),
  }),
  route({
    method: 'POST',
    path: '/runs/{id}/rerun',
    operationId: 'rerunRun',
    summary: 'Run the same again: the same version, parameters and files',
    tag: 'runs',
    params: id,
    body: z.object({ trigger }),
    answer: ({ services, params, body }) => rerunRun(services, { runId: params.id, ...body }),
  }),
  route({
    method: 'POST',
    path: '/runs/{id}/nodes/{node}/stop',
    operationId: 'stopNode',
    summary: 'End a training after the epoch in hand and keep the best weights; the run goes on with them',
    tag: 'runs',
    params: id.extend({ node: z.string() }),
    body: null,
    answer: ({ services, params }) => stopNode(services, { runId: params.id, nodeId: params.node }),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}/iterations',
    operationId: 'listIterations',
    summary: 'Folds, trials and items of a run’s nodes with their times',
    tag: 'runs',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => listIterations(db, params.id),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}/nodes/{node}/items',
    operationId: 'listItems',
    summary: 'Items of the loop that a Gather ends, with their states, figures and errors',
    tag: 'runs',
    params: id.extend({ node: z.string() }),
    body: null,
    answer: ({ services: { db }, params }) => listItems(db, { runId: params.id, nodeId: params.node }),
  }),
]
