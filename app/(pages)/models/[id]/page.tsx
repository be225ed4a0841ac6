import type { Metadata } from 'next'
import { ModelPage } from './model-page.tsx'
import { getTranslator } from '../../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Model'),
})

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <ModelPage id={id} />
}
