'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { querySourceKey } from '../../../../nodes/data/postgres/source-key.ts'
import { DataTable } from '../../../components/data-table/data-table.tsx'
import { formatWhenShort } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { useCanvas } from '../../store/context.tsx'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The first rows that the query had when the database was last asked. */
export function QueryPreview({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const params = useCanvas((state) => state.analysis.propagation.nodes.get(nodeId)?.params)
  const source = { connection: textOf(params?.connection), query: textOf(params?.query) }
  const { data } = useQuery(
    trpc.connections.reading.queryOptions(
      { key: querySourceKey(source) },
      {
        enabled: source.connection !== '' && source.query.trim() !== '',
        staleTime: Number.POSITIVE_INFINITY,
      },
    ),
  )
  const columns = useMemo(
    () => (data?.schema.columns ?? []).map(({ name, kind, role }) => ({ name, kind, role })),
    [data],
  )
  if (!data) return null
  return (
    <section className="form-section" aria-label={t('First rows')}>
      <h3 className="form-heading">
        {t('First rows')}
        <span className="font-text text-ink-3">
          {t('read {{when}}', { when: formatWhenShort(data.readAt) })}
        </span>
      </h3>
      <DataTable
        label={t('First rows of the query')}
        plainHeader
        className="mt-2 h-60 rounded-md border border-line"
        columns={columns}
        rowCount={data.preview.length}
        getRow={(index) => data.preview[index]}
      />
    </section>
  )
}
