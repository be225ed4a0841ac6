import type { RunDetail } from '../../../../server/views.ts'

/** Figures of a node's model on rows it has not seen, in the run that made it: on test rows, else on validation rows. */
export function heldOutMetrics(
  run: Pick<RunDetail, 'planNodes' | 'nodes'> | undefined,
  nodeId: string,
): Readonly<Record<string, number>> {
  const measured = (rows: string) =>
    run?.planNodes.flatMap(({ id, inputs, on }) => {
      if (on !== rows || inputs.model?.node !== nodeId) return []
      const report = Object.values(run.nodes[id]?.outputs ?? {}).find(({ port }) => port === 'report')
      return report?.port === 'report' && report.kind === 'evaluation' ? [report.metrics] : []
    }) ?? []
  return measured('test').at(-1) ?? measured('validation').at(-1) ?? {}
}
