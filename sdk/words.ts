import type { ModelVersionView } from '../server/views.ts'

/** A message as a terminal shows it: names stand between asterisks on the page; a cron expression keeps its own. */
export const plain = (text: string): string =>
  text.replaceAll(/(?<![\w*/])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*/])/g, '$1')

const foremost = ['accuracy', 'rmse', 'r2', 'rocAuc', 'f1', 'logLoss', 'mae', 'val_loss', 'loss', 'epochs']
const rankOf = (metric: string): number =>
  (foremost.indexOf(metric) + foremost.length + 1) % (foremost.length + 1)

const figure = (name: string, value: number): string => `${name} ${Number(value.toPrecision(4))}`

/** The figures that tell most, at most four. */
export const figuresOf = (metrics: Readonly<Record<string, number>>): string[] =>
  Object.entries(metrics)
    .sort(([a], [b]) => rankOf(a) - rankOf(b))
    .slice(0, 4)
    .map(([name, value]) => figure(name, value))

/** The figure by which a model is known in lists: on validation rows where there were some. */
export function headline(metrics: Readonly<Record<string, number>>): string {
  for (const name of ['accuracy', 'r2', 'rmse', 'mae', 'loss'].flatMap((each) => [`val_${each}`, each]))
    if (metrics[name] !== undefined) return figure(name, metrics[name])
  return ''
}

const kinds = { regression: 'a number', binary: 'one of two classes', multiclass: 'one of several classes' }

/** `species: one of several classes`. */
export const predicts = ({ task, target }: ModelVersionView['value']['schema']): string =>
  [...(target ? [target.name] : []), ...(task ? [kinds[task]] : [])].join(': ')
