import type { Metadata } from 'next'
import { Suspense } from 'react'
import { listNodeTypes } from '../../../components/node-types.ts'
import { RunPage } from './run-page.tsx'

export const metadata: Metadata = { title: 'Run' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Suspense>
      <RunPage id={id} nodeTypes={listNodeTypes()} />
    </Suspense>
  )
}
