import type { NodeRunView, RunSummary } from '../../server/views.ts'
import { cacheSource } from '../canvas/words.ts'
import { say } from '../i18n/current.ts'
import { stepAt, stepOf } from './training-step.ts'

type RunName = Pick<RunSummary, 'number' | 'pipelineName'>

type Trained = Pick<NodeRunView, 'training' | 'outputs'>

/** What is remarkable about a training, in few words; empty for one from start to end. */
export function trainingWords(node: Trained, run: RunName): string {
  const { continued, stoppedAfter } = node.training ?? {}
  if (stoppedAfter !== undefined)
    return say('Stopped early, {{step}}', { step: stepAt(stepOf(node), stoppedAfter) })
  if (!continued) return ''
  return say('On from {{run}}, {{step}}', {
    run: cacheSource(continued, run),
    step: stepAt(stepOf(node), continued.epoch),
  })
}

/** The same at length, with what follows from it. */
export function trainingNotes(node: Trained, run: RunName): string[] {
  const { continued, stoppedAfter } = node.training ?? {}
  return [
    ...(continued
      ? [
          say('Continued from {{run}}, {{step}}: the same as training in one go.', {
            run: cacheSource(continued, run),
            step: stepAt(stepOf(node), continued.epoch),
          }),
        ]
      : []),
    ...(stoppedAfter !== undefined
      ? [
          say(
            'Stopped early after {{step}}, with the best weights kept. A later run does not take this for the whole training; it trains on from here.',
            { step: stepAt(stepOf(node), stoppedAfter) },
          ),
        ]
      : []),
  ]
}
