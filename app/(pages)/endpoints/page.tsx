import type { Metadata } from 'next'
import { EndpointsPage } from './endpoints-page.tsx'

export const metadata: Metadata = { title: 'Endpoints' }

export default function Page() {
  return <EndpointsPage />
}
