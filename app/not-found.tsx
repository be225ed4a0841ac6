import Link from 'next/link'
import { Button } from './components/button.tsx'
import { Logo } from './components/logo.tsx'
import { EmptyState } from './components/notice.tsx'
import { getTranslator } from './i18n/server.ts'

export default async function NotFound() {
  const { t } = await getTranslator()
  return (
    <main className="grid min-h-dvh place-content-center">
      <EmptyState
        icon={<Logo size={32} />}
        title={t('There is no such page')}
        action={
          <Button asChild variant="primary">
            <Link href="/">{t('Home')}</Link>
          </Button>
        }
      >
        {t('The address may be old or incomplete.')}
      </EmptyState>
    </main>
  )
}
