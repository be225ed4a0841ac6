import type { Task } from '../../../nodes/kit/ports.ts'
import type { ModelVersionView } from '../../../server/views.ts'
import { trainingFigure } from '../../canvas/words.ts'
import { say } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'

export const taskWords: Readonly<Record<Task, string>> = {
  regression: msg('Regression'),
  binary: msg('Two classes'),
  multiclass: msg('Several classes'),
}

/** What a model does, in half a line. */
export function modelRemark(model: ModelVersionView): string {
  const { task, target } = model.value.schema
  const what = say(task === null ? 'Model' : taskWords[task])
  return target === null ? what : `${what} · ${target.name}`
}

/** The figure by which a model is known in lists: on validation rows where there were some. */
export const modelFigure = (metrics: Readonly<Record<string, number>>): string => trainingFigure(metrics)
