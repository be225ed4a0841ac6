import { UnexpectedError } from '../../nodes/kit/errors.ts'
import type { PlanNode } from '../../nodes/graph/plan.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import type { runs } from '../../drizzle/schema.ts'
import { deployModel } from '../../server/deployments/deployments.ts'
import { findModelByDigest } from '../../server/models/models.ts'
import { appendEvents } from '../../server/runs/append-events.ts'
import { approvalParams } from '../../nodes/control/approval/definition.ts'
import { recordDecision } from '../../server/runs/approvals.ts'
import type { ExecuteNodeInput } from '../types.ts'
import type { ActivityDeps } from './deps.ts'

interface EffectCall {
  run: typeof runs.$inferSelect
  node: PlanNode
  inputs: Readonly<Record<string, PortValue>>
  input: ExecuteNodeInput
}

/** Node types that act on the world outside the artifact store. The key makes a second attempt the same act. */
type Effect = (deps: ActivityDeps, call: EffectCall) => Promise<Record<string, PortValue>>

const deploy: Effect = async (deps, { run, node, inputs, input }) => {
  const model = inputs.model
  if (model?.port !== 'model') throw new UnexpectedError('input_missing', 'Deploy was given no model')
  const modelVersionId = await findModelByDigest(deps.db, run.pipelineId, model.digest)
  if (!modelVersionId)
    throw new UnexpectedError('model_unknown', 'The model to deploy is not in the registry')
  const { changes, ...deployed } = await deployModel(deps, {
    name: String(node.params.name),
    modelVersionId,
    idempotencyKey: [input.runId, input.nodeId, input.iteration].join('/'),
  })
  if (changes.length > 0) {
    const message = `The endpoint “${deployed.endpoint}” asks and answers in another way than before. ${changes.join(' ')}`
    const event = { nodeId: node.id, kind: 'log', data: { level: 'warn', message } } as const
    await deps.db.transaction((tx) => appendEvents(tx, run.id, [event]))
  }
  return { signal: await signalOf(deps, deployed) }
}

async function signalOf({ store }: ActivityDeps, fact: unknown): Promise<PortValue> {
  const blob = await store.putBytes(Buffer.from(JSON.stringify(fact)), 'application/json')
  return { port: 'signal', digest: blob.sha256, blob, blobs: [] }
}

const approve: Effect = async (deps, { node, input }) => {
  const { fallback } = approvalParams.parse(node.params)
  // It was open until now only where the deadline has passed.
  const { state, decidedBy } = await recordDecision(deps.db, {
    runId: input.runId,
    nodeId: input.nodeId,
    decision: fallback,
    by: 'deadline',
  })
  return { [state]: await signalOf(deps, { state, decidedBy }) }
}

const wait: Effect = async (deps) => ({ after: await signalOf(deps, {}) })

export const effects: Readonly<Record<string, Effect | undefined>> = {
  'deploy.deploy': deploy,
  'control.approval': approve,
  'control.wait': wait,
}
