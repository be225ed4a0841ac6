import type { NodeRunView } from '../../server/views.ts'
import { say } from '../i18n/current.ts'
import { msg } from '../i18n/msg.ts'

/** What a training goes on by: epochs of a network, rounds of boosting, trees of a forest. */
export type TrainingStep = 'epoch' | 'round' | 'tree'

const steps: Readonly<Record<string, TrainingStep>> = { Epoch: 'epoch', Round: 'round', Tree: 'tree' }

/** By what it says of itself while it runs (`Round 3 of 100`), afterwards by what came of it. */
export function stepOf(node: Partial<Pick<NodeRunView, 'progress' | 'outputs'>> | undefined): TrainingStep {
  const said = steps[/^\w+/.exec(node?.progress?.message ?? '')?.[0] ?? '']
  if (said !== undefined) return said
  for (const value of Object.values(node?.outputs ?? {}))
    if (value.port === 'report' && value.kind === 'trees')
      return value.metrics.trees === value.metrics.rounds ? 'tree' : 'round'
  return 'epoch'
}

/** In English; `t(stepWords[step])` where it is shown. */
export const stepWords: Readonly<Record<TrainingStep, string>> = {
  epoch: msg('epoch'),
  round: msg('round'),
  tree: msg('tree'),
}

const numbered: Readonly<Record<TrainingStep, string>> = {
  epoch: msg('epoch {{number}}'),
  round: msg('round {{number}}'),
  tree: msg('tree {{number}}'),
}

/** `round 12`. */
export const stepAt = (step: TrainingStep, number: number): string => say(numbered[step], { number })
