import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { parquet, quoteName } from '../tables/sql.ts'
import { valueOf } from './statistics.ts'

declare const trainingOnly: unique symbol

/**
 * The rows a fit may see. It can only be made by `trainingRelation`, and it names no file: a fit that receives one
 * has no way to ask for other rows.
 */
export interface TrainingRelation {
  readonly [trainingOnly]: true
  /** SQL of the relation. */
  readonly sql: string
}

/** The split column of a table: found by its role, never by its name. */
export const splitColumnOf = (schema: TableSchema): Column | undefined =>
  schema.columns.find((column) => column.role === 'split')

/** The training rows of a table: all of them where it has not been split. */
export function trainingRelation(path: string, schema: TableSchema): TrainingRelation {
  const split = splitColumnOf(schema)
  const where = split ? ` WHERE ${quoteName(split.name)} = 'train'` : ''
  return { sql: `(SELECT * FROM ${parquet(path)}${where})` } as TrainingRelation
}

/** Those of the rows that have a number in every one of some columns. */
export const completeRows = (relation: TrainingRelation, columns: readonly string[]): TrainingRelation =>
  ({
    sql: `(SELECT * FROM ${relation.sql} WHERE ${columns.map((name) => `${valueOf(name)} IS NOT NULL`).join(' AND ')})`,
  }) as TrainingRelation
