import type { Metadata } from 'next'
import { DatasetsPage } from './datasets-page.tsx'

export const metadata: Metadata = { title: 'Data sets' }

export default function Page() {
  return <DatasetsPage />
}
