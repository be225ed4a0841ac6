import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RunsPage } from './runs-page.tsx'
import { getTranslator } from '../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Runs'),
})

export default function Page() {
  return (
    <Suspense>
      <RunsPage />
    </Suspense>
  )
}
