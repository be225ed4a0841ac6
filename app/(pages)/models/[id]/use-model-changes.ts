'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from '../../../components/toast-store.ts'
import { useT } from '../../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'

/** What changes the aliases, tags and notes of a version; what goes wrong is told. */
export function useModelChanges() {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const options = {
    onError: (error: Parameters<typeof errorMessage>[0]) =>
      toast(t('It was not saved.'), { tone: 'failed', detail: errorMessage(error) }),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries(trpc.models.get.queryFilter()),
        queryClient.invalidateQueries(trpc.models.list.queryFilter()),
      ]),
  }
  return {
    setAlias: useMutation(trpc.models.setAlias.mutationOptions(options)),
    removeAlias: useMutation(trpc.models.removeAlias.mutationOptions(options)),
    change: useMutation(trpc.models.change.mutationOptions(options)),
  }
}
