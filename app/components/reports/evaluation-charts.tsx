import { ClassCharts } from './class-charts.tsx'
import { NumberCharts } from './number-charts.tsx'
import { type EvaluationReport, isClassReport } from './report-types.ts'

/** The charts that an evaluation calls for, one after another; the caller sets the grid. */
export function EvaluationCharts(props: { report: EvaluationReport; fileName: string; bare?: boolean }) {
  const { report, ...rest } = props
  return isClassReport(report) ? (
    <ClassCharts report={report} {...rest} />
  ) : (
    <NumberCharts report={report} {...rest} />
  )
}
