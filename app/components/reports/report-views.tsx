import type { ComponentType } from 'react'
import { GateView } from './gate.tsx'
import { QuantisationView } from './quantisation.tsx'

/** What every view of a report gets. */
export interface ReportViewProps {
  /** The report as `values.report` answers with it; a view knows the shape of its own kind. */
  report: unknown
  runId: string
  nodeId: string
  port: string
  /** For pictures and tables that are saved from it. */
  fileName: string
  /** The inspector is a narrow column; the page of a run has room. */
  place: 'inspector' | 'page'
}

/**
 * Views of reports by kind, for the inspector and for the page of a run. (Training, evaluation and file are shown by
 * those two themselves, since they stand beside live figures there.)
 */
const reportViews: Readonly<Record<string, { View: ComponentType<ReportViewProps> }>> = {
  gate: { View: GateView },
  quantisation: { View: QuantisationView },
}

/** The view for a kind of report; undefined where there is none. */
export const findReportView = (kind: string) =>
  Object.hasOwn(reportViews, kind) ? reportViews[kind] : undefined
