'use client'

import { PageFailure } from './components/page-failure.tsx'

export default function PageError(failure: { error: unknown; retry: () => void }) {
  return (
    <main className="grid min-h-[60dvh] place-content-center">
      <PageFailure {...failure} />
    </main>
  )
}
