'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { TableProperties } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '../../../components/button.tsx'
import { DataTable } from '../../../components/data-table/data-table.tsx'
import { formatWhenShort } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import { useCanvas } from '../../store/context.tsx'
import { MessageText } from '../message-text.tsx'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What the query's columns and first rows were when the database was last asked, and the button that asks it. */
export function QueryPreview({ nodeId }: { nodeId: string }) {
  const { t, message } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const params = useCanvas((state) => state.analysis.propagation.nodes.get(nodeId)?.params)
  const source = { connection: textOf(params?.connection), query: textOf(params?.query) }
  const canAsk = source.connection !== '' && source.query.trim() !== ''
  const reading = useQuery(
    trpc.connections.reading.queryOptions(source, { enabled: canAsk, staleTime: Number.POSITIVE_INFINITY }),
  )
  const describe = useMutation(
    trpc.connections.describe.mutationOptions({
      onSuccess: (found, asked) => queryClient.setQueryData(trpc.connections.reading.queryKey(asked), found),
    }),
  )
  const { data } = reading
  const columns = useMemo(
    () => (data?.schema.columns ?? []).map(({ name, kind, role }) => ({ name, kind, role })),
    [data],
  )
  if (!canAsk) return null
  const isOfThis =
    describe.variables?.query === source.query && describe.variables.connection === source.connection
  return (
    <section className="form-section" aria-label={t('What the query finds')}>
      <h3 className="form-heading">
        {t('In the database')}
        {data && (
          <span className="font-text text-ink-3">
            {t('read {{when}}', { when: formatWhenShort(data.readAt) })}
          </span>
        )}
        <span className="flex-1" />
        <Button size="sm" busy={describe.isPending} onClick={() => describe.mutate(source)}>
          <TableProperties aria-hidden />
          {t('Read the columns')}
        </Button>
      </h3>
      {describe.error && isOfThis && (
        <p role="alert" className="mb-1.5 break-words text-failed">
          <MessageText>{message(errorMessage(describe.error))}</MessageText>
        </p>
      )}
      {!data && !describe.error && (
        <p className="text-12 text-ink-3">
          {t('Asks the database for the first rows of the query, so that the drawing knows its columns.')}
        </p>
      )}
      {data && data.preview.length > 0 && (
        <DataTable
          label={t('First rows of the query')}
          plainHeader
          className="mt-2 h-60 rounded-md border border-line"
          columns={columns}
          rowCount={data.preview.length}
          getRow={(index) => data.preview[index]}
        />
      )}
    </section>
  )
}
