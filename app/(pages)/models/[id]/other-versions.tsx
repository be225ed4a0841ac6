'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ModelVersionView } from '../../../../server/views.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'

const SHOWN = 8
const link = 'font-strong text-accent-ink hover:underline'

/** Other versions of the same model, newest first. */
export function useOtherVersions(model: ModelVersionView): ModelVersionView[] {
  const trpc = useTRPC()
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions())
  return models.filter(
    (one) => one.pipelineId === model.pipelineId && one.nodeId === model.nodeId && one.id !== model.id,
  )
}

/** Other versions with their aliases; where both runs are there, they are compared by settings and figures. */
export function OtherVersions({ model, others }: { model: ModelVersionView; others: ModelVersionView[] }) {
  const { t } = useT()
  return (
    <ul className="grid gap-y-1">
      {others.slice(0, SHOWN).map((other) => (
        <li key={other.id} className="flex flex-wrap items-baseline gap-x-2">
          <Link href={`/models/${other.id}`} className={link}>
            v{other.version}
          </Link>
          {other.aliases.length > 0 && <span className="text-ink-2">{other.aliases.join(', ')}</span>}
          {other.runId !== model.runId && other.runNumber > 0 && model.runNumber > 0 && (
            <Link
              href={`/runs/compare?ids=${other.runId},${model.runId}`}
              aria-label={t('Compare with version {{version}}', { version: other.version })}
              className="text-12 text-ink-2 hover:text-accent-ink hover:underline"
            >
              {t('Compare')}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
