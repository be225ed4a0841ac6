'use client'

import Link from 'next/link'
import { useEffect } from 'react'
import { useT } from '../i18n/use-t.ts'
import { Button } from './button.tsx'
import { EmptyState } from './notice.tsx'

/** What is shown when a page itself fails. The reason is for the console; the person gets the next step. */
export function PageFailure({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useT()
  useEffect(() => {
    console.error(error)
  }, [error])
  return (
    <div role="alert">
      <EmptyState
        title={t('This page could not be shown')}
        action={
          <>
            <Button variant="primary" onClick={() => retry()}>
              {t('Try again')}
            </Button>
            <Button asChild>
              <Link href="/">{t('Home')}</Link>
            </Button>
          </>
        }
      >
        {t(
          'Something in the page itself went wrong. Nothing was lost: drawings and runs are kept by the server.',
        )}
      </EmptyState>
    </div>
  )
}
