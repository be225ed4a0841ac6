'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { RunSummary } from '../../../../server/views.ts'
import { Select } from '../../../components/select.tsx'
import { formatWhenShort } from '../../../components/when.ts'
import { useTRPC } from '../../../trpc.tsx'
import { useT } from '../../../i18n/use-t.ts'

/** Chooses the run that this one is held against. */
export function CompareSelect({
  run,
  value,
  onValueChange,
}: {
  run: RunSummary
  value: string | undefined
  onValueChange: (runId: string | undefined) => void
}) {
  const { t } = useT()
  const others = useOtherRuns(run)
  if (others.length === 0) return null
  return (
    <>
      <span className="text-12 text-ink-2">{t('Compare with')}</span>
      <Select
        size="sm"
        label={t('Compare with')}
        value={value ?? ''}
        onValueChange={(next) => onValueChange(next === '' ? undefined : next)}
        options={[
          { value: '', label: t('no run') },
          ...others.map((other) => ({
            value: other.id,
            label: t('Run {{number}}, {{when}}', {
              number: other.number,
              when: formatWhenShort(other.createdAt),
            }),
          })),
        ]}
      />
      {value !== undefined && (
        <Link
          href={`/runs/compare?ids=${value},${run.id}`}
          className="font-strong whitespace-nowrap text-accent-ink hover:underline"
        >
          {t('Side by side')}
        </Link>
      )}
    </>
  )
}

/** Runs of the same pipeline that have figures. */
export function useOtherRuns(run: Pick<RunSummary, 'id' | 'pipelineId'>): RunSummary[] {
  const trpc = useTRPC()
  const { data = [] } = useQuery(
    trpc.runs.list.queryOptions({ pipelineId: run.pipelineId, state: 'succeeded', limit: 50 }),
  )
  return data.filter((other) => other.id !== run.id && Object.keys(other.metrics).length > 0)
}
