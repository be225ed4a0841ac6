'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TableProperties } from 'lucide-react'
import { querySourceKey } from '../../../../../nodes/data/postgres/source-key.ts'
import { Button } from '../../../../components/button.tsx'
import { TextArea } from '../../../../components/text-field.tsx'
import { useT } from '../../../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../../../trpc.tsx'
import { useCanvas } from '../../../store/context.tsx'
import { MessageText } from '../../message-text.tsx'
import type { FieldProps } from './field-props.ts'
import { FieldSection } from './field-row.tsx'

/** A query, and the button that asks the database what its columns are. */
export function QueryField({ nodeId, field, value, id, problems, onChange, menu }: FieldProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const chosen = useCanvas((state) => state.analysis.propagation.nodes.get(nodeId)?.params.connection)
  const connection = typeof chosen === 'string' ? chosen : ''
  const describe = useMutation(
    trpc.connections.describe.mutationOptions({
      onSuccess: (found, asked) => {
        queryClient.setQueryData(trpc.connections.reading.queryKey({ key: querySourceKey(asked) }), found)
      },
    }),
  )
  const query = typeof value === 'string' ? value : ''
  const asked = describe.variables
  const error = asked?.query === query && asked.connection === connection ? describe.error : null
  const ask = () => {
    if (connection !== '' && query.trim() !== '') describe.mutate({ connection, query })
  }
  return (
    <FieldSection
      title={field.title}
      help={field.description}
      // What the database says now counts for more.
      problems={error ? [] : problems}
      aside={
        <>
          <Button
            size="sm"
            busy={describe.isPending}
            disabled={connection === '' || query.trim() === ''}
            onClick={ask}
          >
            <TableProperties aria-hidden />
            {t('Read the columns')}
          </Button>
          {menu}
        </>
      }
    >
      <TextArea
        id={id}
        rows={8}
        mono
        aria-label={field.title}
        invalid={error !== null || problems.some((problem) => problem.severity === 'error')}
        placeholder={field.ui.widget === 'query' ? field.ui.placeholder : undefined}
        value={query}
        onChange={(event) => onChange(event.target.value)}
      />
      {error && (
        <p role="alert" className="mt-1 text-12 break-words text-failed">
          <MessageText>{errorMessage(error)}</MessageText>
        </p>
      )}
    </FieldSection>
  )
}
