'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from '../../components/toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'

/** What can be done to a schedule; says so when it could not. */
export function useScheduleActions({ onRemoved }: { onRemoved: () => void }) {
  const { t, message } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries(trpc.schedules.pathFilter())
  const failed = (title: string) => (error: Parameters<typeof errorMessage>[0]) =>
    toast(title, { tone: 'failed', detail: message(errorMessage(error)) })
  return {
    update: useMutation(
      trpc.schedules.update.mutationOptions({
        onSettled: refresh,
        onError: failed(t('The schedule was not changed.')),
      }),
    ),
    runNow: useMutation(
      trpc.schedules.runNow.mutationOptions({
        onSettled: refresh,
        onSuccess: () => toast(t('The run starts.'), { tone: 'done' }),
        onError: failed(t('The run was not started.')),
      }),
    ),
    stopBackfill: useMutation(
      trpc.schedules.stopBackfill.mutationOptions({
        onSettled: refresh,
        onError: failed(t('The past times were not stopped.')),
      }),
    ),
    remove: useMutation(
      trpc.schedules.remove.mutationOptions({
        onSettled: async () => {
          onRemoved()
          await refresh()
        },
        onError: failed(t('It was not deleted.')),
      }),
    ),
  }
}
