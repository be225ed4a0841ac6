import type { RunSummary } from '../../../server/views.ts'
import { findMainMetric, formatDuration, formatFigure, metricTitle } from '../../canvas/words.ts'
import { elapsedMs } from '../../components/when.ts'

/** The one thing worth saying of a run in a list: its figure, how far it is, or what went wrong. */
export function runRemark(run: RunSummary): string {
  switch (run.state) {
    case 'queued':
      return 'Waits for a worker'
    case 'running':
      return `${run.nodesDone} of ${run.nodesTotal} nodes`
    case 'failed':
      return run.error?.message ?? 'Failed'
    case 'cancelled':
      return 'Cancelled'
    case 'succeeded': {
      const main = findMainMetric(run.metrics)
      return main ? `${metricTitle(main[0])} ${formatFigure(main[1])}` : `${run.nodesTotal} nodes`
    }
  }
}

/** How long it took, or has been taking. */
export const runDuration = (run: Pick<RunSummary, 'startedAt' | 'finishedAt'>, now: number): string =>
  run.startedAt === null ? '' : formatDuration(elapsedMs(run.startedAt, run.finishedAt, now))

export const triggerWords = (trigger: string): string => {
  switch (trigger) {
    case 'page':
      return 'Started on the page'
    case 'api':
      return 'Started through the API'
    case 'cli':
      return 'Started on the command line'
    default:
      return `Started by ${trigger}`
  }
}

const backendTitles: Readonly<Record<string, string>> = {
  tensorflow: 'TensorFlow',
  wasm: 'TensorFlow.js on WebAssembly',
  cpu: 'TensorFlow.js on plain JavaScript',
}

/** `wasm tfjs 4.22.0, kernels 1` → `TensorFlow.js on WebAssembly`; the version stays in the tooltip and settings. */
export const backendWords = (backend: string): string => backendTitles[backend.split(' ')[0] ?? ''] ?? backend
