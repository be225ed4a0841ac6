import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { splitColumnOf } from '../transforms/training-rows.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName } from './sql.ts'

export interface RowCodes {
  /** In order. */
  rowIds: Float64Array
  /** The rank of each row's value, or the value itself; NaN where it is missing. Null without a column. */
  codes: Float64Array | null
  /** 1 for training rows: all of them where nothing has been split. */
  training: Float64Array
  /** 1 for test rows. */
  testing: Float64Array
}

/** The ids of a table's rows, what they are drawn by, and which of them are for training. */
export async function readRowCodes(
  engine: Engine,
  {
    path,
    schema,
    column,
    as,
  }: { path: string; schema: TableSchema; column: Column | undefined; as: 'class' | 'value' },
): Promise<RowCodes> {
  const split = splitColumnOf(schema)
  const name = column && quoteName(column.name)
  const rank = `CASE WHEN ${name} IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY ${name}) AS DOUBLE) END`
  const code = name === undefined ? 'CAST(NULL AS DOUBLE)' : as === 'class' ? rank : `CAST(${name} AS DOUBLE)`
  const isPart = (part: string) =>
    split ? `CASE WHEN ${quoteName(split.name)} = '${part}' THEN 1e0 ELSE 0e0 END` : null
  const [training, testing] = [isPart('train') ?? '1e0', isPart('test') ?? '0e0']
  const { columns } = await engine.columns(
    `SELECT CAST(_row AS DOUBLE) AS id, ${code} AS code, ${training} AS training, ${testing} AS testing FROM ${parquet(path)} ORDER BY _row`,
    { id: 'number', code: 'number', training: 'number', testing: 'number' },
  )
  return {
    rowIds: columns.id as Float64Array,
    codes: column ? (columns.code as Float64Array) : null,
    training: columns.training as Float64Array,
    testing: columns.testing as Float64Array,
  }
}
