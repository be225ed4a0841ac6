import type { Metadata } from 'next'
import { EndpointPage } from './endpoint-page.tsx'

export const metadata: Metadata = { title: 'Endpoint' }

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <EndpointPage name={decodeURIComponent(name)} />
}
