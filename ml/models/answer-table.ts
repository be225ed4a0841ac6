import type { Column } from '../../nodes/kit/columns.ts'
import { type ColumnBatch, type ColumnData, missingColumn, type ValueType } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { parquet, quoteName } from '../tables/sql.ts'
import type { Model } from './model.ts'
import { type RowsToAnswer, scanAnswers } from './scan-answers.ts'

const ROW_ID: Column = { id: '_row', name: '_row', storage: 'double', kind: 'number', role: 'id' }
const ANSWERS = 'model_answers'

/** What a model adds to a table: names and types, in order. */
export function answerTypes(model: Model): Record<string, ValueType> {
  const { classes, target } = model.manifest
  const types: Record<string, ValueType> = Object.create(null)
  types.prediction = !classes ? 'number' : target.kind === 'boolean' ? 'boolean' : 'text'
  for (const label of classes ?? []) types[`probability_${label}`] = 'number'
  return types
}

/** Rows that a model is to answer; those of a Parquet file `unseen` (`_row` and the answers) are answered by it. */
type TableToAnswer = RowsToAnswer & { unseen?: string }

/**
 * A query for `_row`, the table's columns and the model's answers, in no particular order. It reads a temporary table
 * of the engine, so it runs on this engine only. Answers are held in memory (8 bytes a number), rows are not.
 * Throws DataError `missing_column` or `wrong_type`.
 */
export async function answerTable(
  engine: Engine,
  table: TableToAnswer,
  model: Model,
): Promise<{ sql: string; rows: number }> {
  const types = { _row: 'number' as const, ...answerTypes(model) }
  const condition = table.where === undefined ? '' : ` WHERE ${table.where}`
  const counted = await engine.row(`SELECT count(*)::DOUBLE AS rows FROM ${parquet(table.path)}${condition}`)
  const rows = Number(counted.rows)
  const answers: ColumnBatch = { rows, columns: Object.create(null) }
  for (const [name, type] of Object.entries(types)) answers.columns[name] = missingColumn(type, rows)
  let offset = 0
  await scanAnswers(engine, { ...table, also: [ROW_ID] }, model, (batch, probabilities) => {
    const decoded = model.decode(probabilities, batch.rows)
    for (const [name, into] of Object.entries(answers.columns)) {
      copyInto(into, offset, (name === '_row' ? batch : decoded).columns[name] as ColumnData)
    }
    offset += batch.rows
  })
  await engine.load(ANSWERS, answers, types)
  const added = Object.keys(types)
    .filter((name) => name !== '_row')
    .map(quoteName)
    .map((name) =>
      table.unseen === undefined
        ? `a.${name}`
        : `CASE WHEN o._row IS NULL THEN a.${name} ELSE o.${name} END AS ${name}`,
    )
  const kept = table.columns.map(({ name }) => `t.${quoteName(name)}`)
  return {
    rows,
    sql: `SELECT t._row, ${[...kept, ...added].join(', ')} FROM ${parquet(table.path)} t
      JOIN ${ANSWERS} a ON t._row = a._row::BIGINT
      ${table.unseen === undefined ? '' : `LEFT JOIN ${parquet(table.unseen)} o ON o._row = t._row`}`,
  }
}

function copyInto(into: ColumnData, offset: number, values: ColumnData): void {
  if (into instanceof Float64Array && values instanceof Float64Array) into.set(values, offset)
  else for (let row = 0; row < values.length; row++) into[offset + row] = values[row] as never
}
