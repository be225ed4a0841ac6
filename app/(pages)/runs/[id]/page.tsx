import type { Metadata } from 'next'
import { Suspense } from 'react'
import { listNodeTypes } from '../../../components/node-types.ts'
import { RunPage } from './run-page.tsx'
import { getTranslator } from '../../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Run'),
})

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Suspense>
      <RunPage id={id} nodeTypes={listNodeTypes()} />
    </Suspense>
  )
}
