'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ModelVersionView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { ConfirmDialog } from '../../../components/dialog.tsx'
import { toast } from '../../../components/toast-store.ts'
import { useT } from '../../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'

/** Deletes a version of a model after a question; refused while an endpoint answers with it. */
export function DeleteModel({ model }: { model: ModelVersionView }) {
  const { t, message } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const name = `${model.name} v${model.version}`
  const remove = useMutation(
    trpc.models.remove.mutationOptions({
      onSuccess: async () => {
        router.push('/models')
        await queryClient.invalidateQueries(trpc.models.list.queryFilter())
        toast(t('{{name}} was deleted.', { name }), { tone: 'done' })
      },
      onError: (error) =>
        toast(t('It was not deleted.'), { tone: 'failed', detail: message(errorMessage(error)) }),
      onSettled: () => setAsking(false),
    }),
  )
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        {t('Delete')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('Delete {{name}}?', { name })}
        description={t(
          'It can’t be deployed any more, and endpoints can’t go back to it. The run that made it stays.',
        )}
        action={t('Delete')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ id: model.id })}
      />
    </>
  )
}
