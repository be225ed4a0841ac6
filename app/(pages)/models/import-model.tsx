'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { FileButton } from '../../components/file-button.tsx'
import { toast } from '../../components/toast-store.ts'
import { sayMessage, say } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'
import { useTRPC } from '../../trpc.tsx'

type Answer = { id: string; isNew: boolean } | { error?: { message?: string } }

/** Sends the file of a model. Rejects with an Error whose message is for the person. */
async function sendModel(file: File): Promise<{ id: string; isNew: boolean }> {
  const response = await fetch('/api/v1/models', { method: 'POST', body: file }).catch(() => null)
  if (!response)
    throw new Error(say('The upload broke off. Check that Millrace is still running, then try again.'))
  const answer = (await response.json().catch(() => ({}))) as Answer
  if ('id' in answer) return answer
  const message = 'error' in answer ? answer.error?.message : undefined
  throw new Error(
    message ? sayMessage(message) : say('The upload was refused ({{status}}).', { status: response.status }),
  )
}

/** Takes in a model that another Millrace exported, and shows it. */
export function ImportModel() {
  const { t } = useT()
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const send = useMutation({
    mutationFn: sendModel,
    onSuccess: ({ id, isNew }) => {
      toast(isNew ? t('The model was imported.') : t('This model is there already.'), { tone: 'done' })
      router.push(`/models/${id}`)
    },
    onError: (error) => toast(t('It was not imported.'), { tone: 'failed', detail: error.message }),
    onSettled: () => queryClient.invalidateQueries(trpc.models.list.queryFilter()),
  })
  return (
    <FileButton
      label={t('Model file')}
      accept="application/zip,.zip"
      busy={send.isPending}
      onFile={(file) => send.mutate(file)}
    >
      {t('Import')}
    </FileButton>
  )
}
