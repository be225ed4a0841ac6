'use client'

import { useMutation } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Button } from '../../components/button.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { toast } from '../../components/toast-store.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { EndpointOverview } from './endpoint-overview.tsx'
import { RecentRuns } from './recent-runs.tsx'
import { StartFromFile } from './start-from-file.tsx'
import { TemplateCard, type TemplateView } from './template-card.tsx'

/** Where work begins: templates first, then what is under way. */
export function HomePage({ templates }: { templates: readonly TemplateView[] }) {
  const { t } = useT()
  const trpc = useTRPC()
  const router = useRouter()
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: ({ id }) => router.push(`/pipelines/${id}`),
      onError: (error) =>
        toast(t('The pipeline was not made.'), { tone: 'failed', detail: errorMessage(error) }),
    }),
  )
  // Stays busy until the canvas is there, so that a second press makes no second pipeline.
  const busy = create.isPending || create.isSuccess
  const wanted = create.variables?.template

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
              disabled={busy}
              busy={busy && wanted === undefined}
              onClick={() => create.mutate({ name: t('Untitled') })}
            >
              {!(busy && wanted === undefined) && <Plus aria-hidden />}
              {t('Empty canvas')}
            </Button>
          </>
        }
      />
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3" aria-label={t('Templates')}>
        {templates.map((template, index) => (
          <li key={template.id}>
            <TemplateCard
              template={template}
              primary={index === 0}
              busy={busy && wanted === template.id}
              disabled={busy}
              onUse={() => create.mutate({ template: template.id })}
            />
          </li>
        ))}
      </ul>
      <div className="mt-6 grid gap-x-6 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.08fr)]">
        <RecentRuns />
        <EndpointOverview />
      </div>
    </>
  )
}
