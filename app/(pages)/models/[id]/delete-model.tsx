'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { DeletedModelView, ModelVersionView } from '../../../../server/views.ts'
import { DeleteButton } from '../../../components/delete-button.tsx'
import { toast } from '../../../components/toast-store.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC, useTRPCClient } from '../../../trpc.tsx'

const wordsOf = (versions: DeletedModelView['endpointVersions']): string =>
  versions.map(({ endpoint, version }) => `${endpoint} v${version}`).join(', ')

/**
 * Deletes a version of a model after a question that names the endpoints which could go back to it; refused while one
 * answers with it.
 */
export function DeleteModel({ model }: { model: ModelVersionView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const router = useRouter()
  const [asked, setAsked] = useState(false)
  const { data: endpoints, isPending } = useQuery(
    trpc.endpoints.list.queryOptions(undefined, { enabled: asked }),
  )
  const earlier = (endpoints ?? []).flatMap(({ name: endpoint, versions }) =>
    versions.flatMap(({ version, modelVersionId }) =>
      modelVersionId === model.id ? [{ endpoint, version }] : [],
    ),
  )
  const name = `${model.name} v${model.version}`
  return (
    <DeleteButton
      title={t('Delete {{name}}?', { name })}
      description={
        earlier.length === 0
          ? t('It can’t be deployed any more. The run that made it stays.')
          : t(
              'It can’t be deployed any more, and nobody can go back to {{versions}}. The run that made it stays.',
              { versions: wordsOf(earlier) },
            )
      }
      busy={isPending}
      onAsk={() => setAsked(true)}
      onDelete={async () => {
        const { endpointVersions } = await client.models.remove.mutate({ id: model.id })
        router.push('/models')
        await Promise.all([
          queryClient.invalidateQueries(trpc.models.list.queryFilter()),
          queryClient.invalidateQueries(trpc.endpoints.pathFilter()),
        ])
        toast(t('{{name}} was deleted.', { name }), {
          tone: 'done',
          ...(endpointVersions.length > 0 && {
            detail: t('{{versions}} went with it.', { versions: wordsOf(endpointVersions) }),
          }),
        })
      }}
    />
  )
}
