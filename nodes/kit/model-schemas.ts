import type { Column, ColumnKind, ColumnRole, TableSchema } from './columns.ts'
import { findByName } from './columns.ts'
import type { NodeProblem } from './define.ts'
import type { ModelSchema, Task } from './ports.ts'
import type { ModelFamily } from './model-families.ts'
import { kindsInWords, kindTitles, listInWords, namesInWords } from './table-schemas.ts'

/** The task that a target column asks for: null while its classes are not known, or where no task fits. */
export function inferTask(target: Column): Task | null {
  if (target.kind === 'number') return 'regression'
  if (target.kind === 'boolean') return 'binary'
  if (target.kind !== 'category' || target.categories === undefined) return null
  return target.categories.length === 2 ? 'binary' : 'multiclass'
}

/** Why a column can't be predicted, in words; undefined where it can. */
export function targetProblem(target: Column): NodeProblem | undefined {
  const problem = (code: string, message: string): NodeProblem => ({
    severity: 'error',
    code,
    message,
    port: 'table',
  })
  if (target.kind !== 'number' && target.kind !== 'category' && target.kind !== 'boolean') {
    return problem(
      'target_kind',
      `The target *${target.name}* is ${kindTitles[target.kind]}; a model predicts numbers, categories or yes/no. Set its kind at the source, or choose another target there.`,
    )
  }
  if (target.kind === 'category' && target.categories !== undefined && target.categories.length < 2) {
    return problem(
      'target_one_class',
      `The target *${target.name}* has ${target.categories.length === 1 ? 'one class only' : 'no classes'}: there is nothing to tell apart. Choose another target at the source.`,
    )
  }
  return undefined
}

const NOT_ASKED: ReadonlySet<ColumnRole> = new Set(['target', 'split', 'fold', 'ignore', 'id', 'weight'])

/**
 * The columns an endpoint asks for: those of the request source (or of the table, where it has none) that are not the
 * target and not bookkeeping, whether by their role there or by the role they arrive with.
 */
export function requestColumns(table: TableSchema): Column[] {
  const notAsked = new Set(
    table.columns.filter((column) => NOT_ASKED.has(column.role)).map((column) => column.id),
  )
  return (table.request ?? table.columns).filter(
    (column) => !NOT_ASKED.has(column.role) && !notAsked.has(column.id),
  )
}

/** A model's schema from the table it is trained on; `kinds` are those that its family reads. */
export function modelSchemaOf(table: TableSchema, kinds: readonly ColumnKind[]): ModelSchema {
  const target = table.columns.find((column) => column.role === 'target') ?? null
  return {
    task: target && inferTask(target),
    target,
    inputs: table.columns.filter((column) => column.role === 'feature' && kinds.includes(column.kind)),
    request: requestColumns(table),
  }
}

/**
 * Columns that someone may expect a model to learn from and that it can't read: features, and a time (the first date
 * of a file is taken for one), of kinds other than `kinds`; not dates whose parts stand beside them.
 */
export const leftOutColumns = (table: TableSchema, kinds: readonly ColumnKind[]): Column[] =>
  table.columns.filter(
    (column) =>
      (column.role === 'feature' || column.role === 'time') && !kinds.includes(column.kind) && !column.apart,
  )

/** Most names in one message. */
const MAX_NAMES = 30

/** What the columns of `leftOutColumns` are told: which they are, why, and what to do. `name` writes a column's name. */
export function leftOutMessage(
  family: ModelFamily,
  columns: readonly Column[],
  name: (column: Column) => string = (column) => `*${column.name}*`,
): string {
  const kinds = kindsInWords([...new Set(columns.map((column) => column.kind))])
  const names = listInWords(columns.map(name), MAX_NAMES)
  const [are, it, numbers] =
    columns.length === 1 ? ['is', 'it', 'a number of it'] : ['are', 'them', 'numbers of them']
  // The names first: a card has room for little more.
  return `${names} ${are} left out: a ${family.title} reads ${kindsInWords(family.reads)}, not ${kinds}. Drop ${it}, or make ${numbers}.`
}

/** Columns that a model reads and a table doesn't have. */
export function missingInputs(model: ModelSchema, table: TableSchema): NodeProblem[] {
  if (table.open) return []
  const missing = model.inputs.filter((column) => !findByName(table, column.name))
  if (missing.length === 0) return []
  return [
    {
      severity: 'error',
      code: 'model_columns_missing',
      message: `The model reads ${namesInWords(missing)}, which this table doesn't have. Connect a table that went through the same steps as the one it was trained on.`,
      port: 'table',
    },
  ]
}

/** How the values of a kind are held in memory: columns of kinds held alike can stand for each other. */
const heldAs: Readonly<Record<ColumnKind, string>> = {
  number: 'number',
  datetime: 'number',
  category: 'text',
  text: 'text',
  boolean: 'boolean',
  image: 'bytes',
  sequence: 'vector',
  vector: 'vector',
}

/** The first column that a model reads and that is of a kind here which it can't take for its own. */
export function differingInputs(model: ModelSchema, table: TableSchema): NodeProblem[] {
  for (const input of model.inputs) {
    const column = findByName(table, input.name)
    if (!column || heldAs[column.kind] === heldAs[input.kind]) continue
    const message = `*${input.name}* is ${kindTitles[column.kind]} here, and the model was trained on ${kindTitles[input.kind]}. Connect a table that went through the same steps as the one it was trained on.`
    return [{ severity: 'error', code: 'model_columns_kind', message, port: 'table' }]
  }
  return []
}

/** The target that a model is to be held against, where a table doesn't have it, or has it as another kind. */
export function missingAnswers({ target }: ModelSchema, table: TableSchema): NodeProblem[] {
  if (!target) return []
  const answers = findByName(table, target.name)
  if (answers && heldAs[answers.kind] !== heldAs[target.kind]) {
    const message = `The model predicts *${target.name}* as ${kindTitles[target.kind]}, and it is ${kindTitles[answers.kind]} here. Connect a table that went through the same steps as the one it was trained on.`
    return [{ severity: 'error', code: 'answers_kind', message, port: 'table' }]
  }
  if (table.open || answers) return []
  const message = `The answers are missing: the model predicts *${target.name}*, and this table has no such column.`
  return [{ severity: 'error', code: 'answers_missing', message, port: 'table' }]
}

/** The answer column of every prediction. */
export const PREDICTION = 'prediction'

/** Column of one class's probability. */
export const probabilityColumn = (label: string): string => `probability_${label}`

/**
 * What *Predict* adds to a table: the answer, and for a classifier one probability (0…1) per class, in the order of
 * the target's classes. They carry the role `ignore`, so that no later *Train* learns from them unasked, unless another
 * is given. `open` is true while the classes are not known.
 */
export function predictionColumns(
  model: ModelSchema,
  role: 'ignore' | 'feature' = 'ignore',
): { columns: Column[]; open: boolean } {
  const { target } = model
  if (!target) return { columns: [], open: true }
  const added = (name: string, like: Pick<Column, 'storage' | 'kind' | 'categories'>): Column => ({
    id: name,
    name,
    role,
    ...like,
  })
  if (target.kind === 'number') {
    return { columns: [added(PREDICTION, { storage: 'double', kind: 'number' })], open: false }
  }
  const labels = target.kind === 'boolean' ? ['false', 'true'] : target.categories
  const { storage, kind, categories } = target
  const answer = added(PREDICTION, { storage, kind, ...(categories && { categories }) })
  const probabilities = (labels ?? []).map((label) =>
    added(probabilityColumn(label), { storage: 'double', kind: 'number' }),
  )
  return { columns: [answer, ...probabilities], open: labels === undefined }
}
