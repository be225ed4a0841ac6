'use client'

import { useQuery } from '@tanstack/react-query'
import { Hand } from 'lucide-react'
import Link from 'next/link'
import { ApprovalForm } from '../../components/approval-form.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { QueryProblem } from '../../components/query-problem.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { formatWhen } from '../../components/when.ts'
import { useT } from '../../i18n/use-t.ts'
import { useTRPC } from '../../trpc.tsx'

/** What waits for a person to decide. */
export function ApprovalsPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const list = useQuery(trpc.approvals.list.queryOptions({}, { refetchInterval: 3_000 }))
  return (
    <>
      <PageHeader title={t('Approvals')} />
      <QueryProblem query={list} title={t('The approvals could not be read.')} />
      {list.isPending && <Skeleton className="h-24" />}
      {list.data?.length === 0 && (
        <EmptyState icon={<Hand aria-hidden />} title={t('Nothing waits for you')}>
          {t(
            'A run that comes to a Human approval in its drawing asks here, and waits for as long as it takes.',
          )}
        </EmptyState>
      )}
      <ul className="grid max-w-3xl gap-4">
        {list.data?.map((approval) => (
          <li key={`${approval.runId} ${approval.nodeId}`}>
            <p className="mb-1.5 text-12 text-ink-3">
              <Link
                href={`/runs/${approval.runId}`}
                className="font-strong text-ink-2 hover:text-accent-ink hover:underline"
              >
                {approval.pipelineName} · {t('Run {{number}}', { number: approval.runNumber })}
              </Link>{' '}
              · {formatWhen(approval.createdAt)}
            </p>
            <ApprovalForm approval={approval} />
          </li>
        ))}
      </ul>
    </>
  )
}
