import type { Metadata } from 'next'
import { SettingsPage } from './settings-page.tsx'
import { getTranslator } from '../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Settings'),
})

export default function Page() {
  return <SettingsPage />
}
