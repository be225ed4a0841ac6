'use client'

import Link from 'next/link'
import { useEffect } from 'react'
import { Button } from './components/button.tsx'
import { EmptyState } from './components/notice.tsx'
import { useT } from './i18n/use-t.ts'

/** What is shown when a page itself fails. The reason is for the console; the person gets the next step. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useT()
  useEffect(() => {
    console.error(error)
  }, [error])
  return (
    <main role="alert" className="grid min-h-[60dvh] place-content-center">
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
    </main>
  )
}
