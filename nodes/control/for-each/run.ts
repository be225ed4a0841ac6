import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { importFile } from '../../../ml/tables/import.ts'
import { listPartitions, writePartition } from '../../../ml/tables/partitions.ts'
import { writeRows } from '../../../ml/tables/write-rows.ts'
import { findByName } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import {
  areNumbers,
  type LoopItem,
  type LoopParams,
  type LoopReport,
  MOST_ITEMS,
  parseValues,
} from '../../kit/loops.ts'
import type { OutputDrafts, RunCall, Runner } from '../../kit/runner.ts'
import { missingColumnMessage, sourceSchema } from '../../kit/table-schemas.ts'
import type { BlobRef } from '../../kit/values.ts'
import { type forEach, partOf, starting, valueTable } from './definition.ts'

type Call = RunCall<typeof forEach>
type Table = OutputDrafts['table']

/** Lists the items; inside an item, makes the table that the nodes of the loop see. */
export const run: Runner<typeof forEach> = async (call) => {
  const { over } = call.params
  const { item } = call.params as LoopParams
  const made = await { partitions, values, files }[over](call, item)
  const report: LoopReport = { over, items: made.items }
  return {
    table: made.table,
    items: { kind: 'loop', report, metrics: { items: made.items.length } },
  }
}

type Make = (call: Call, item: LoopItem | undefined) => Promise<{ table: Table; items: readonly LoopItem[] }>

const MISSING = '(missing)'

const partitions: Make = async ({ inputs: { table }, params, ctx }, item) => {
  if (!table)
    throw new UserError(
      'table_missing',
      'No table arrives, so there are no parts to go through. Connect one.',
    )
  const { columns } = table.schema
  const by = findByName(table.schema, params.column)
  if (!by)
    throw new UserError('column_missing', missingColumnMessage(params.column, columns), { field: 'column' })
  const path = await ctx.store.pathOf(table.blob)
  if (item) {
    const { value } = item
    const outPath = join(ctx.tempDir, 'part.parquet')
    await withEngine(ctx, (engine) => writePartition(engine, path, { columns, by, value, outPath }))
    return { table: { path: outPath, schema: partOf(table.schema, by.name, value) }, items: [] }
  }
  const { limit } = params
  const schemaOf = (value: string | null) => partOf(table.schema, by.name, value)
  const found = await withEngine(ctx, (engine) =>
    listPartitions(engine, path, { columns, by, limit, schemaOf }),
  )
  if (found.length === 0)
    throw new UserError('no_items', 'The table has no rows, so there is nothing to go through.')
  if (found.length > limit)
    throw new UserError(
      'items_many',
      `*${by.name}* has more than ${limit} values. Choose another column, or raise *Most items*.`,
      { field: 'limit' },
    )
  const items = found.map(({ value, digest }) => ({ label: value ?? MISSING, value, digest }))
  return { table: { path, schema: starting(table.schema) }, items }
}

const values: Make = async ({ inputs: { table }, params, ctx }, item) => {
  const listed = item ? [item.value ?? ''] : parseValues(params.values)
  const numeric = item ? item.numeric === true : areNumbers(listed)
  const items = listed.map((value) => ({ label: value, value, digest: null, ...(numeric && { numeric }) }))
  if (table)
    return { table: { path: await ctx.store.pathOf(table.blob), schema: starting(table.schema) }, items }
  const schema = valueTable(numeric)
  const outPath = join(ctx.tempDir, 'values.parquet')
  const rows = listed.map((value) => ({ value }))
  await withEngine(ctx, (engine) => writeRows(engine, { columns: schema.columns, rows, outPath }))
  return { table: { path: outPath, schema }, items }
}

const files: Make = async (call, item) => {
  if (item?.file) return { table: await read(call, item.file), items: [] }
  const { files: found = [] } = call.params as LoopParams
  const [first] = found
  if (!first)
    throw new UserError(
      'no_items',
      `No file is named like “${call.params.pattern}”. Upload one, or change the pattern.`,
      {
        field: 'pattern',
      },
    )
  if (found.length > MOST_ITEMS)
    throw new UserError(
      'items_many',
      `More than ${MOST_ITEMS} files are named like “${call.params.pattern}”. Write a narrower pattern.`,
      { field: 'pattern' },
    )
  const items = found.map(({ name, blob }) => ({ label: name, value: name, file: blob, digest: blob.sha256 }))
  return { table: await read(call, first.blob), items }
}

async function read({ params, ctx }: Call, blob: BlobRef): Promise<Table> {
  const path = join(ctx.tempDir, 'file.parquet')
  const { target, types, format, delimiter, header, encoding, decimal } = params
  const options = { target, types, format, delimiter, header, encoding, decimal }
  const source = await ctx.store.pathOf(blob)
  const { schema, warnings } = await withEngine(ctx, (engine) =>
    importFile(engine, source, { options, outPath: path }),
  )
  for (const warning of warnings) ctx.log('warn', warning)
  return { path, schema: sourceSchema(schema.columns, target).schema }
}
