'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { ModelVersionView } from '../../../../server/views.ts'
import { DeleteButton } from '../../../components/delete-button.tsx'
import { toast } from '../../../components/toast-store.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC, useTRPCClient } from '../../../trpc.tsx'

/** Deletes a version of a model after a question; refused while an endpoint answers with it. */
export function DeleteModel({ model }: { model: ModelVersionView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const router = useRouter()
  const name = `${model.name} v${model.version}`
  return (
    <DeleteButton
      title={t('Delete {{name}}?', { name })}
      description={t(
        'It can’t be deployed any more, and endpoints can’t go back to it. The run that made it stays.',
      )}
      onDelete={async () => {
        await client.models.remove.mutate({ id: model.id })
        router.push('/models')
        await queryClient.invalidateQueries(trpc.models.list.queryFilter())
        toast(t('{{name}} was deleted.', { name }), { tone: 'done' })
      }}
    />
  )
}
