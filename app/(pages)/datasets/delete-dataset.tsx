'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DatasetView } from '../../../server/views.ts'
import { DeleteButton } from '../../components/delete-button.tsx'
import { toast } from '../../components/toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { useTRPC, useTRPCClient } from '../../trpc.tsx'

/** Deletes a version of a data set after a question that names the pipelines which read it. */
export function DeleteDataset({ dataset, onDeleted }: { dataset: DatasetView; onDeleted: () => void }) {
  const { t } = useT()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState(false)
  const { id, name, version } = dataset
  const { data: readers } = useQuery(trpc.datasets.readers.queryOptions({ id }, { enabled: asked }))
  const names = (readers ?? []).map((reader) => `“${reader.name}”`).join(', ')
  return (
    <DeleteButton
      title={t('Delete {{name}}, version {{version}}?', { name, version })}
      description={
        names === ''
          ? t('No drawing reads it. Runs and models that have read it stay whole.')
          : t('{{names}} can’t run without it. Runs and models that have read it stay whole.', { names })
      }
      action={names === '' ? t('Delete') : t('Delete all the same')}
      busy={readers === undefined}
      onAsk={() => setAsked(true)}
      onDelete={async () => {
        await client.datasets.remove.mutate({ id, evenIfRead: names !== '' })
        onDeleted()
        toast(t('{{name}}, version {{version}}, was deleted.', { name, version }), { tone: 'done' })
        await queryClient.invalidateQueries(trpc.datasets.pathFilter())
      }}
    />
  )
}
