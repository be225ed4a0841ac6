import type { Metadata } from 'next'
import { EndpointsPage } from './endpoints-page.tsx'
import { getTranslator } from '../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Endpoints'),
})

export default function Page() {
  return <EndpointsPage />
}
