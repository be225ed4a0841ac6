'use client'

import Link from 'next/link'
import { errorCode, errorMessage } from '../trpc.tsx'
import { useT } from '../i18n/use-t.ts'
import { Button } from './button.tsx'
import { EmptyState } from './notice.tsx'
import { MessageText } from '../canvas/components/message-text.tsx'

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
  const { t } = useT()
  const missing = errorCode(error) === 'NOT_FOUND'
  return (
    <div role="alert">
      <EmptyState
        title={
          missing
            ? t('There is no such {{what}}', { what: t(what) })
            : t('The {{what}} could not be read', { what: t(what) })
        }
        action={
          <>
            {!missing && (
              <Button variant="primary" onClick={onRetry}>
                {t('Try again')}
              </Button>
            )}
            <Button asChild>
              <Link href={list.href}>{list.title}</Link>
            </Button>
          </>
        }
      >
        {missing ? (
          t('It may have been deleted, or the address is not complete.')
        ) : (
          <MessageText>{errorMessage(error)}</MessageText>
        )}
      </EmptyState>
    </div>
  )
}
