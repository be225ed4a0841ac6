'use client'

import { useQuery } from '@tanstack/react-query'
import { Hand } from 'lucide-react'
import Link from 'next/link'
import { useT } from '../i18n/use-t.ts'
import { useTRPC } from '../trpc.tsx'
import { Tooltip } from './tooltip.tsx'

/** A way to the runs that wait for an approval, with their number; nothing where none does. */
export function WaitingRuns({ inWords = false }: { inWords?: boolean }) {
  const { t } = useT()
  const trpc = useTRPC()
  // It is not asked while the page is hidden.
  const { data: count = 0 } = useQuery(
    trpc.runs.countWaiting.queryOptions(undefined, { refetchInterval: 10_000 }),
  )
  if (count === 0) return null
  const words = t('{{count}} runs waiting for approval', { count })
  const link = (
    <Link
      href="/runs?state=waiting"
      {...(!inWords && { 'aria-label': words })}
      className="s-waiting inline-flex h-6 shrink-0 items-center gap-1 rounded-md bg-(--soft) px-2 text-12 font-strong whitespace-nowrap text-(--st) hover:underline [&_svg]:size-3.5"
    >
      <Hand aria-hidden />
      {inWords ? words : count}
    </Link>
  )
  return inWords ? link : <Tooltip label={words}>{link}</Tooltip>
}
