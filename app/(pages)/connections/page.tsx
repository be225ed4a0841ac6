import type { Metadata } from 'next'
import { getTranslator } from '../../i18n/server.ts'
import { ConnectionsPage } from './connections-page.tsx'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Connections'),
})

export default function Page() {
  return <ConnectionsPage />
}
