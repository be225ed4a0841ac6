import type { PortValue } from '../../../../nodes/kit/values.ts'
import type { LiveRun } from '../../../canvas/store/live-run.ts'

export interface RunOutput {
  nodeId: string
  title: string
  type: string
  port: string
  value: PortValue
}

/** Outputs of a run's nodes in the order of the plan. */
export const listOutputs = (live: LiveRun, wanted: (value: PortValue) => boolean): RunOutput[] =>
  live.planNodes.flatMap((plan) =>
    Object.entries(live.nodes[plan.id]?.outputs ?? {}).flatMap(([port, value]) =>
      wanted(value) ? [{ nodeId: plan.id, title: plan.title, type: plan.type, port, value }] : [],
    ),
  )
