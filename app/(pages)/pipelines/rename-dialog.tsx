'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PipelineSummary } from '../../../server/views.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextField } from '../../components/text-field.tsx'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'

/** Asks for a new name; the form is made afresh for every pipeline. */
export function RenameDialog({
  pipeline,
  onClose,
}: {
  pipeline: PipelineSummary | null
  onClose: () => void
}) {
  const { t } = useT()
  return (
    <Dialog
      open={pipeline !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t('Rename the pipeline')}
    >
      {pipeline && <RenameForm key={pipeline.id} pipeline={pipeline} onClose={onClose} />}
    </Dialog>
  )
}

function RenameForm({ pipeline, onClose }: { pipeline: PipelineSummary; onClose: () => void }) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [name, setName] = useState(pipeline.name)
  const rename = useMutation(
    trpc.pipelines.rename.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.pipelines.list.queryFilter())
        onClose()
      },
    }),
  )
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        rename.mutate({ id: pipeline.id, name: name.trim() })
      }}
    >
      <Field
        label={t('Name')}
        htmlFor="pipeline-name"
        error={rename.error ? errorMessage(rename.error) : undefined}
      >
        <TextField
          id="pipeline-name"
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button type="submit" variant="primary" busy={rename.isPending} disabled={name.trim() === ''}>
          {t('Rename')}
        </Button>
      </div>
    </form>
  )
}
