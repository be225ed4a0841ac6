'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Power, PowerOff } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { EndpointView } from '../../../../server/views.ts'
import { Badge, StateBadge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { DeleteButton } from '../../../components/delete-button.tsx'
import { LineagePicture } from '../../../components/lineage-picture.tsx'
import { LoadedPage } from '../../../components/loaded-page.tsx'
import { PageHeader } from '../../../components/page-header.tsx'
import { toast } from '../../../components/toast-store.ts'
import { usePageTitle } from '../../../components/use-page-title.ts'
import { formatWhen } from '../../../components/when.ts'
import { errorMessage, useTRPC, useTRPCClient } from '../../../trpc.tsx'
import { modelRemark } from '../../models/model-words.ts'
import { useT } from '../../../i18n/use-t.ts'
import { TryAndCall } from './try-and-call.tsx'
import { VersionList } from './version-list.tsx'

/** One endpoint: try a row, call it from a program, go back to an earlier version. */
export function EndpointPage({ name }: { name: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const query = useQuery(trpc.endpoints.get.queryOptions({ name }))
  usePageTitle(name)
  return (
    <LoadedPage query={query} what="endpoint" list={{ href: '/endpoints', title: t('All endpoints') }}>
      {(endpoint) => <EndpointDetail endpoint={endpoint} />}
    </LoadedPage>
  )
}

function EndpointDetail({ endpoint }: { endpoint: EndpointView }) {
  const { t } = useT()
  const { model } = endpoint
  const trpc = useTRPC()
  const { data: lineage } = useQuery(trpc.lineage.endpoint.queryOptions({ name: endpoint.name }))
  return (
    <>
      <PageHeader
        crumbs={[{ title: t('Endpoints'), href: '/endpoints' }]}
        title={endpoint.name}
        badges={
          <>
            {endpoint.enabled ? (
              <StateBadge state="done">{t('Answers')}</StateBadge>
            ) : (
              <StateBadge state="idle">{t('Switched off')}</StateBadge>
            )}
            <Badge>v{endpoint.version}</Badge>
          </>
        }
        description={
          <>
            {modelRemark(model)} ·{' '}
            <Link href={`/models/${model.id}`} className="font-strong text-accent-ink hover:underline">
              {model.name} v{model.version}
            </Link>{' '}
            · {t('changed {{when}}', { when: formatWhen(endpoint.updatedAt) })}
          </>
        }
        actions={<EndpointActions endpoint={endpoint} />}
      />
      <div className="grid gap-4">
        {/* Another model may ask for other columns: its form starts afresh. */}
        <TryAndCall key={model.id} endpoint={endpoint} />
        <VersionList endpoint={endpoint} />
        {lineage && <LineagePicture view={lineage} here={`endpoint:${endpoint.name}`} />}
      </div>
    </>
  )
}

function EndpointActions({ endpoint }: { endpoint: EndpointView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const router = useRouter()
  const refresh = () => queryClient.invalidateQueries(trpc.endpoints.pathFilter())
  const setEnabled = useMutation(
    trpc.endpoints.setEnabled.mutationOptions({
      onSettled: refresh,
      onError: (error) => toast(t('It was not switched.'), { tone: 'failed', detail: errorMessage(error) }),
    }),
  )
  return (
    <>
      <Button
        busy={setEnabled.isPending}
        onClick={() => setEnabled.mutate({ name: endpoint.name, enabled: !endpoint.enabled })}
      >
        {!setEnabled.isPending && (endpoint.enabled ? <PowerOff aria-hidden /> : <Power aria-hidden />)}
        {endpoint.enabled ? t('Switch off') : t('Switch on')}
      </Button>
      <DeleteButton
        title={t('Delete {{name}}?', { name: endpoint.name })}
        description={t(
          'Applications that call it will be refused from then on. The models behind it stay, so that it can be deployed again; its list of versions is lost.',
        )}
        onDelete={async () => {
          await client.endpoints.remove.mutate({ name: endpoint.name })
          router.push('/endpoints')
          await queryClient.invalidateQueries(trpc.endpoints.list.queryFilter())
          toast(t('{{name}} was deleted.', { name: endpoint.name }), { detail: t('Its models stay.') })
        }}
      />
    </>
  )
}
