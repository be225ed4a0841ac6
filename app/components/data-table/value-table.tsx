'use client'

import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { TableSchema } from '../../../nodes/kit/columns.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { ErrorNotice } from '../notice.tsx'
import { useT } from '../../i18n/use-t.ts'
import { DataTable } from './data-table.tsx'
import type { Sort } from './layout.ts'
import { dataColumns } from './profile-columns.ts'
import { type TablePort, useRows } from './use-rows.ts'

export interface ValueTableProps extends TablePort {
  schema: TableSchema
  /** Rows of the whole table. */
  rows: number
  label: string
  selected?: string | null
  onSelect?: (column: string | null) => void
  className?: string
}

/** The table at a port of a run: rows fetched as they come into sight, statistics in the header. */
export function ValueTable({
  runId,
  nodeId,
  port,
  schema,
  rows,
  label,
  selected,
  onSelect,
  className,
}: ValueTableProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const [sort, setSort] = useState<Sort | null>(null)
  const { data: profile, isPending } = useQuery(
    trpc.values.profile.queryOptions({ runId, nodeId, port }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const {
    getRow,
    onVisibleRows,
    columns: names,
    error,
  } = useRows({ runId, nodeId, port }, sort, {
    page: profile?.preview,
    isComing: isPending,
    total: rows,
  })
  const columns = useMemo(() => dataColumns(schema.columns, profile), [schema, profile])
  // The server's order of cells has the row id first; the table's is that of the schema.
  const order = useMemo(() => columns.map((column) => names?.indexOf(column.name) ?? -1), [columns, names])
  const getCells = useCallback(
    (index: number) => {
      const row = getRow(index)
      return row && order.map((at) => row[at])
    },
    [getRow, order],
  )
  if (error)
    return (
      <ErrorNotice className="m-3" title={t('The rows could not be read.')} detail={errorMessage(error)} />
    )
  return (
    <DataTable
      columns={columns}
      rowCount={rows}
      getRow={getCells}
      onVisibleRows={onVisibleRows}
      sort={sort}
      onSort={setSort}
      label={label}
      {...(selected === undefined ? {} : { selected })}
      {...(onSelect ? { onSelect } : {})}
      {...(className === undefined ? {} : { className })}
    />
  )
}
