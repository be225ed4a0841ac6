import type { Metadata } from 'next'
import { getTranslator } from '../../i18n/server.ts'
import { ApprovalsPage } from './approvals-page.tsx'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Approvals'),
})

export default function Page() {
  return <ApprovalsPage />
}
