'use client'

import { useT } from '../i18n/use-t.ts'
import { errorMessage } from '../trpc.tsx'
import { Button } from './button.tsx'
import { ErrorNotice } from './notice.tsx'

interface Query {
  error: Parameters<typeof errorMessage>[0]
  data: unknown
  refetch: () => Promise<unknown>
}

/** Over a page whose data could not be read: what happened, and another try. Nothing while there is something to show. */
export function QueryProblem({ query: { error, data, refetch }, title }: { query: Query; title: string }) {
  const { t } = useT()
  if (!error || data !== undefined) return null
  return (
    <ErrorNotice
      className="mb-4"
      title={title}
      detail={errorMessage(error)}
      action={
        <Button size="sm" onClick={() => void refetch()}>
          {t('Try again')}
        </Button>
      }
    />
  )
}
