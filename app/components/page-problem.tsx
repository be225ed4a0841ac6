'use client'

import Link from 'next/link'
import { errorCode, errorMessage } from '../trpc.tsx'
import { Button } from './button.tsx'
import { EmptyState } from './notice.tsx'

/** A whole page that could not be shown: not there, or not to be had at the moment. */
export function PageProblem({
  error,
  what,
  list,
  onRetry,
}: {
  error: Parameters<typeof errorMessage>[0]
  /** `run`, `model`, … */
  what: string
  list: { href: string; title: string }
  onRetry: () => void
}) {
  const missing = errorCode(error) === 'NOT_FOUND'
  return (
    <div role="alert">
      <EmptyState
        title={missing ? `There is no such ${what}` : `The ${what} could not be read`}
        action={
          <>
            {!missing && (
              <Button variant="primary" onClick={onRetry}>
                Try again
              </Button>
            )}
            <Button asChild>
              <Link href={list.href}>{list.title}</Link>
            </Button>
          </>
        }
      >
        {missing ? 'It may have been deleted, or the address is not complete.' : errorMessage(error)}
      </EmptyState>
    </div>
  )
}
