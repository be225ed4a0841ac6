import type { Metadata } from 'next'
import { getTranslator } from '../../i18n/server.ts'
import { SchedulesPage } from './schedules-page.tsx'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Schedules'),
})

export default function Page() {
  return <SchedulesPage />
}
