import type { ClassEvaluation, NumberEvaluation } from '../../../ml/metrics/evaluation.ts'
import type { Task } from '../../../nodes/kit/ports.ts'
import { say } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'

/** What `values.report` answers with, by the kind of report. */

interface EvaluationFrame {
  task: Task
  target: string
  rows: number
  leftOut: number
  on: 'test' | 'validation' | 'train' | 'all'
  heldOut: boolean
  note: string | null
}
export type ClassReport = EvaluationFrame & ClassEvaluation
export type NumberReport = EvaluationFrame & NumberEvaluation
export type EvaluationReport = ClassReport | NumberReport

export const isClassReport = (report: EvaluationReport): report is ClassReport => 'confusion' in report

export interface TrainingReport {
  task: Task
  target: string
  classes: readonly string[] | null
  inputs: readonly string[]
  parameters: number
  rows: number
  epochs: number
  bestEpoch: number
  stoppedEarly: boolean
  stoppedByHand?: boolean
  /** One entry an epoch: `loss`, `val_loss`, `accuracy`, … */
  history: readonly Readonly<Record<string, number>>[]
  seed: number
  backend: { name: string; version: string }
}

export interface FileReport {
  name: string
  format: string
  rows: number
  columns: readonly string[]
  sizeBytes: number
}

const rowWords = {
  test: msg('{{count}} test rows'),
  validation: msg('{{count}} validation rows'),
  train: msg('{{count}} training rows'),
  all: msg('{{count}} rows'),
} as const

/** `824 test rows`. */
export const rowsInWords = (report: Pick<EvaluationFrame, 'on' | 'rows'>): string =>
  say(rowWords[report.on], { count: report.rows })
