import type { Metadata } from 'next'
import { ModelsPage } from './models-page.tsx'
import { getTranslator } from '../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Models'),
})

export default function Page() {
  return <ModelsPage />
}
