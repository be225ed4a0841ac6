'use client'

import { useQuery } from '@tanstack/react-query'
import { valueWords } from '../../../components/input-values.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'

/** The values of the pipeline's parameters that the run took; those given for it stand out. */
export function RunParameters({ runId }: { runId: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data = [] } = useQuery(
    trpc.runs.parameters.queryOptions({ id: runId }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  if (data.length === 0) return null
  return (
    <dl aria-label={t('Parameters')} className="-mt-2 mb-3 flex flex-wrap gap-x-4 gap-y-1 text-12">
      {data.map((parameter) => (
        <div key={parameter.name} className="flex max-w-full min-w-0 gap-1.5">
          <dt className="truncate text-ink-3">{t(parameter.title)}</dt>
          <dd
            className={parameter.given ? 'truncate font-strong text-ink' : 'truncate text-ink-2'}
            title={parameter.given ? t('Given for this run') : t('The default')}
          >
            {valueWords(parameter, parameter.value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
