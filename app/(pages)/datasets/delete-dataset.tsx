'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { DatasetView } from '../../../server/views.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { toast } from '../../components/toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'

/** Deletes a version of a data set after a question that names the pipelines which read it. */
export function DeleteDataset({ dataset, onDeleted }: { dataset: DatasetView; onDeleted: () => void }) {
  const { t, message } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const { data: readers } = useQuery(
    trpc.datasets.readers.queryOptions({ id: dataset.id }, { enabled: asking }),
  )
  const remove = useMutation(
    trpc.datasets.remove.mutationOptions({
      onSuccess: async () => {
        onDeleted()
        toast(
          t('{{name}}, version {{version}}, was deleted.', { name: dataset.name, version: dataset.version }),
          { tone: 'done' },
        )
        await queryClient.invalidateQueries(trpc.datasets.pathFilter())
      },
      onError: (error) =>
        toast(t('It was not deleted.'), { tone: 'failed', detail: message(errorMessage(error)) }),
      onSettled: () => setAsking(false),
    }),
  )
  const names = (readers ?? []).map(({ name }) => `“${name}”`).join(', ')
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        {t('Delete')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('Delete {{name}}, version {{version}}?', {
          name: dataset.name,
          version: dataset.version,
        })}
        description={
          names === ''
            ? t('No drawing reads it. Runs and models that have read it stay whole.')
            : t('{{names}} can’t run without it. Runs and models that have read it stay whole.', { names })
        }
        action={names === '' ? t('Delete') : t('Delete all the same')}
        busy={remove.isPending || readers === undefined}
        onConfirm={() => remove.mutate({ id: dataset.id, evenIfRead: names !== '' })}
      />
    </>
  )
}
