import type { Metadata } from 'next'
import { Suspense } from 'react'
import { listNodeTypes } from '../../../components/node-types.ts'
import { ComparePage } from './compare-page.tsx'

export const metadata: Metadata = { title: 'Runs side by side' }

export default function Page() {
  return (
    <Suspense>
      <ComparePage nodeTypes={listNodeTypes()} />
    </Suspense>
  )
}
