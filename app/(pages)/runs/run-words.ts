import type { RunSummary } from '../../../server/views.ts'
import { plainMessage } from '../../canvas/components/message-text.tsx'
import { formatDuration, runFigure } from '../../canvas/words.ts'
import { elapsedMs, formatTime } from '../../components/when.ts'
import { say } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'

/** The one thing worth saying of a run in a list: its figure, how far it is, or what went wrong. */
export function runRemark(run: RunSummary): string {
  switch (run.state) {
    case 'queued':
      return say('Waits for a worker')
    case 'running':
      return say('{{done}} of {{count}} nodes', { done: run.nodesDone, count: run.nodesTotal })
    case 'paused':
      return say('Paused, {{done}} of {{total}} nodes', { done: run.nodesDone, total: run.nodesTotal })
    case 'failed':
      return run.error ? plainMessage(run.error.message) : say('Failed')
    case 'cancelled':
      return say('Cancelled')
    case 'succeeded':
      return runFigure(run) || say('{{count}} nodes', { count: run.nodesTotal })
  }
}

/** How long it took, or has been taking. */
export const runDuration = (run: Pick<RunSummary, 'startedAt' | 'finishedAt'>, now: number): string =>
  run.startedAt === null ? '' : formatDuration(elapsedMs(run.startedAt, run.finishedAt, now))

/** `Schedule Nightly, for 09:00`. */
export const scheduleWords = ({ name, for: time }: NonNullable<RunSummary['schedule']>): string =>
  say('Schedule {{name}}, for {{time}}', { name, time: formatTime(time) })

export const triggerWords = ({ trigger, schedule }: Pick<RunSummary, 'trigger' | 'schedule'>): string => {
  if (schedule) return scheduleWords(schedule)
  switch (trigger) {
    case 'page':
      return say('Started on the page')
    case 'api':
      return say('Started through the API')
    case 'cli':
      return say('Started on the command line')
    default:
      return say('Started by {{trigger}}', { trigger })
  }
}

const backendTitles: Readonly<Record<string, string>> = {
  tensorflow: 'TensorFlow',
  wasm: msg('TensorFlow.js on WebAssembly'),
  cpu: msg('TensorFlow.js on plain JavaScript'),
}

/** `wasm tfjs 4.22.0, kernels 1` → `TensorFlow.js on WebAssembly`; the version stays in the tooltip and settings. */
export const backendWords = (backend: string): string =>
  say(backendTitles[backend.split(' ')[0] ?? ''] ?? backend)
