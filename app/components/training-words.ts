import type { NodeRunView, RunSummary } from '../../server/views.ts'
import { cacheSource } from '../canvas/words.ts'
import { say } from '../i18n/current.ts'

type RunName = Pick<RunSummary, 'number' | 'pipelineName'>

/** What is remarkable about a training, in few words; empty for one from start to end. */
export function trainingWords({ training }: Pick<NodeRunView, 'training'>, run: RunName): string {
  const { continued, stoppedAfter } = training ?? {}
  if (stoppedAfter !== undefined) return say('Stopped early, epoch {{epoch}}', { epoch: stoppedAfter })
  if (!continued) return ''
  return say('On from {{run}}, epoch {{epoch}}', { run: cacheSource(continued, run), epoch: continued.epoch })
}

/** The same at length, with what follows from it. */
export function trainingNotes({ training }: Pick<NodeRunView, 'training'>, run: RunName): string[] {
  const { continued, stoppedAfter } = training ?? {}
  return [
    ...(continued
      ? [
          say('Continued from {{run}}, epoch {{epoch}}: the same as training in one go.', {
            run: cacheSource(continued, run),
            epoch: continued.epoch,
          }),
        ]
      : []),
    ...(stoppedAfter !== undefined
      ? [
          say(
            'Stopped early after epoch {{epoch}}, with the best weights kept. A later run does not take this for the whole training; it trains on from here.',
            { epoch: stoppedAfter },
          ),
        ]
      : []),
  ]
}
