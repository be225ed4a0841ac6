import Link from 'next/link'
import { Button } from './components/button.tsx'
import { Logo } from './components/logo.tsx'
import { EmptyState } from './components/notice.tsx'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center">
      <EmptyState
        icon={<Logo size={32} />}
        title="There is no such page"
        action={
          <Button asChild variant="primary">
            <Link href="/">Home</Link>
          </Button>
        }
      >
        The address may be old or incomplete.
      </EmptyState>
    </main>
  )
}
