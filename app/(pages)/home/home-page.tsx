'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import type { TemplateView } from '../../../nodes/templates/view.ts'
import { Button } from '../../components/button.tsx'
import type { NodeTypeViews } from '../../components/node-types.ts'
import { PageHeader } from '../../components/page-header.tsx'
import { useTRPC } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { EndpointOverview } from './endpoint-overview.tsx'
import { RecentRuns } from './recent-runs.tsx'
import { StartFromFile } from './start-from-file.tsx'
import { TemplateCard } from '../templates/template-card.tsx'
import { useNewPipeline } from '../templates/use-template.tsx'

/** So many saved templates stand before those that come along. */
const SAVED = 3

/** So many of those that come along, where there are runs to see as well. */
const BUILT_IN = 6

/** Where work begins: templates first, then what is under way. */
export function HomePage({
  builtIn,
  nodeTypes,
}: {
  builtIn: readonly TemplateView[]
  nodeTypes: NodeTypeViews
}) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data = [] } = useQuery(trpc.templates.list.queryOptions())
  const { use, createEmpty, busy, dialog } = useNewPipeline()
  const saved = data.filter(({ source }) => source === 'saved')
  const runs = useQuery(trpc.runs.list.queryOptions({ limit: 1 }))
  const isNew = runs.data?.length === 0
  const shown = [...saved.slice(0, SAVED), ...(isNew ? builtIn : builtIn.slice(0, BUILT_IN))]
  const all = saved.length + builtIn.length

  return (
    <>
      <PageHeader
        title={t('Start with a drawing that works')}
        description={t(
          'Each comes with data, so Run works at once. Put your own file in its place when you like.',
        )}
        actions={
          <>
            <StartFromFile />
            <Button
              disabled={busy !== null}
              busy={busy !== null && busy.template === undefined}
              onClick={createEmpty}
            >
              {!(busy !== null && busy.template === undefined) && <Plus aria-hidden />}
              {t('Empty canvas')}
            </Button>
          </>
        }
      />
      <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3" aria-label={t('Templates')}>
        {shown.map((template, index) => (
          <li key={template.id}>
            <TemplateCard
              template={template}
              nodeTypes={nodeTypes}
              primary={index === 0}
              busy={busy?.template === template.id}
              disabled={busy !== null}
              onUse={() => use(template)}
            />
          </li>
        ))}
      </ul>
      {all > shown.length && (
        <p className="mt-3">
          <Link href="/templates" className="font-strong text-accent-ink hover:underline">
            {t('All {{count}} templates', { count: all })}
          </Link>
        </p>
      )}
      {dialog}
      <div className="mt-6 grid grid-cols-1 gap-x-6 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.08fr)]">
        <RecentRuns />
        <EndpointOverview />
      </div>
    </>
  )
}
