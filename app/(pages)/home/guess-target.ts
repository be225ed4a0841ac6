import type { Column, TableSchema } from '../../../nodes/kit/columns.ts'
import { classKindOf } from '../../../nodes/kit/two-values.ts'
import { toast } from '../../components/toast-store.ts'
import { say } from '../../i18n/current.ts'

export interface TargetGuess {
  column: string
  /** False where a person should be asked. */
  sure: boolean
}

const usualNames = new Set([
  'target',
  'label',
  'labels',
  'class',
  'y',
  'outcome',
  'response',
  'species',
  'survived',
  'churn',
  'churned',
  'diagnosis',
  'price',
  'quality',
  'default',
])

/** What a model here can predict. */
export const canBeTarget = (column: Column): boolean =>
  (column.kind === 'number' || column.kind === 'category' || column.kind === 'boolean') &&
  column.role !== 'id'

/**
 * The column that is probably meant: the one with the role, the one with a usual name, else the last column if it has
 * two values, else the last category, else the last column. Undefined where nothing can be predicted.
 */
export function guessTarget(schema: TableSchema): TargetGuess | undefined {
  const marked = schema.columns.find((column) => column.role === 'target')
  if (marked) return { column: marked.name, sure: true }
  const possible = schema.columns.filter(canBeTarget)
  const named = possible.filter((column) => usualNames.has(column.name.trim().toLowerCase()))
  if (named.length === 1) return { column: named[0]!.name, sure: true }
  const end = possible.at(-1)
  const last = end && classKindOf(end) ? end : (possible.findLast(({ kind }) => kind !== 'number') ?? end)
  return last && { column: (named[0] ?? last).name, sure: false }
}

/** The types to write into *File* so that a target of two numbers is predicted as two classes. */
export function typesForTarget(target: Pick<Column, 'name' | 'kind' | 'twoValues'>) {
  const kind = classKindOf(target)
  return kind ? { [target.name]: kind } : undefined
}

/** Tells a person that a target of two numbers was taken for classes, and the way back. */
export function sayTypeOfTarget(target: Pick<Column, 'name' | 'kind' | 'twoValues'>): void {
  const kind = classKindOf(target)
  if (!kind || !target.twoValues) return
  const [one, other] = target.twoValues
  const title =
    kind === 'boolean'
      ? say('{{name}} holds 0 and 1 only: it is read as yes or no, and predicted as two classes.', {
          name: target.name,
        })
      : say(
          '{{name}} holds {{one}} and {{other}} only: it is read as a category, and predicted as two classes.',
          { name: target.name, one, other },
        )
  toast(title, {
    detail: say('For a regression, set its type to number under Column types of the file.'),
    durationMs: 12_000,
  })
}
