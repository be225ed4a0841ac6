'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'

/** The way back to the pipeline from whose card this one was opened. */
export function OpenedFrom() {
  const { t } = useT()
  const trpc = useTRPC()
  const from = useSearchParams().get('from') ?? ''
  const { data } = useQuery(trpc.pipelines.get.queryOptions({ id: from }, { enabled: from !== '' }))
  if (!data) return null
  return (
    <Link href={`/pipelines/${from}`} className="opened-from">
      <ArrowLeft aria-hidden size={14} />
      {t('Back to {{title}}', { title: data.name })}
    </Link>
  )
}
