import type { Metadata } from 'next'
import { DatasetsPage } from './datasets-page.tsx'
import { getTranslator } from '../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Data sets'),
})

export default function Page() {
  return <DatasetsPage />
}
