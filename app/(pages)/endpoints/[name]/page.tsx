import type { Metadata } from 'next'
import { EndpointPage } from './endpoint-page.tsx'
import { getTranslator } from '../../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Endpoint'),
})

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <EndpointPage name={decodeURIComponent(name)} />
}
