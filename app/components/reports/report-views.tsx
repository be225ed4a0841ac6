import type { ComponentType } from 'react'
import { AnomaliesView } from './anomalies.tsx'
import { ClustersView } from './clusters.tsx'
import { ContractView } from './contract.tsx'
import { EnsembleView } from './ensemble.tsx'
import { GateView } from './gate.tsx'
import { ImportanceView } from './importance.tsx'
import { ItemsView, LoopView } from './items.tsx'
import { LinearView } from './linear.tsx'
import type { TrialSettings } from '../../../nodes/kit/refits.ts'
import { CrossValidationView } from './cross-validation.tsx'
import { ProfileView } from './profile.tsx'
import { QuantisationView } from './quantisation.tsx'
import type { NodeNames } from './tuning-table.ts'
import { TreesView } from './trees.tsx'
import { TuningView } from './tuning.tsx'

/** What every view of a report gets. */
export interface ReportViewProps {
  /** The report as `values.report` answers with it; a view knows the shape of its own kind. */
  report: unknown
  runId: string
  nodeId: string
  port: string
  /** For pictures and tables that are saved from it. */
  fileName: string
  /** Nodes of the run, for the titles of those that a report names. */
  nodes?: NodeNames
  /** Writes settings of a trial into the drawing; where there is one to write into. */
  onUseSettings?: (settings: TrialSettings, trial: number) => void
  /** The inspector is a narrow column; the page of a run has room. */
  place: 'inspector' | 'page'
}

/**
 * Views of reports by kind, for the inspector and for the page of a run. (Training, evaluation and file are shown by
 * those two themselves, since they stand beside live figures there.)
 */
const reportViews: Readonly<Record<string, { View: ComponentType<ReportViewProps> }>> = {
  anomalies: { View: AnomaliesView },
  clusters: { View: ClustersView },
  contract: { View: ContractView },
  ensemble: { View: EnsembleView },
  gate: { View: GateView },
  importance: { View: ImportanceView },
  items: { View: ItemsView },
  loop: { View: LoopView },
  linear: { View: LinearView },
  'cross-validation': { View: CrossValidationView },
  profile: { View: ProfileView },
  quantisation: { View: QuantisationView },
  trees: { View: TreesView },
  tuning: { View: TuningView },
}

/** The view for a kind of report; undefined where there is none. */
export const findReportView = (kind: string) =>
  Object.hasOwn(reportViews, kind) ? reportViews[kind] : undefined
