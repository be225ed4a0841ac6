import type { Metadata } from 'next'
import { PipelinesPage } from './pipelines-page.tsx'
import { getTranslator } from '../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Pipelines'),
})

export default function Page() {
  return <PipelinesPage />
}
