import type { Metadata } from 'next'
import { getTranslator } from '../../../i18n/server.ts'
import { SchedulePage } from './schedule-page.tsx'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Schedule'),
})

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <SchedulePage id={id} />
}
