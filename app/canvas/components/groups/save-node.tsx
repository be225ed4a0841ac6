'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { FormDialog } from '../../../components/dialog.tsx'
import { Field, TextField } from '../../../components/text-field.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { errorMessage, useTRPC, useTRPCClient } from '../../../trpc.tsx'
import { extractChosen, replaceChosen } from '../../store/components.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { groupOf } from '../../store/groups.ts'

function PortNames({ heading, titles }: { heading: string; titles: readonly string[] }) {
  const { t } = useT()
  return (
    <p>
      <span className="text-ink-3">{heading}: </span>
      {titles.length === 0 ? t('nothing') : titles.map((title) => t(title)).join(t(', '))}
    </p>
  )
}

/** Saves the chosen nodes as a pipeline of their own, and puts one card in their place. */
export function SaveNode({ ids }: { ids: readonly string[] }) {
  const { t, message } = useT()
  const store = useCanvasStore()
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const close = useCanvas((state) => state.closeOverlay)
  const document = useMemo(() => extractChosen(store.getState().document, ids), [store, ids])
  const [title, setTitle] = useState(() => groupOf(store.getState().document, ids)?.title ?? '')
  const save = useMutation({
    mutationFn: async () => {
      const { id } = await client.pipelines.create.mutate({ name: title.trim(), document })
      // As it was saved: a name that was taken may have been changed.
      return client.pipelines.get.query({ id })
    },
    onSuccess: (saved) => {
      replaceChosen(store, ids, {
        pipelineId: saved.id,
        version: saved.version,
        title: saved.name,
        document: saved.document,
      })
      void queryClient.invalidateQueries(trpc.pipelines.components.queryFilter())
      close()
    },
  })
  const { inputs = [], outputs = [] } = document.ports ?? {}
  return (
    <FormDialog
      size="md"
      title={t('Save as a node')}
      description={t(
        'The chosen nodes become a pipeline of their own. One card takes their place; it stands in the palette, for other pipelines, too.',
      )}
      action={t('Save')}
      busy={save.isPending}
      disabled={title.trim() === ''}
      onClose={close}
      onSubmit={() => save.mutate()}
    >
      <Field
        label={t('Name')}
        htmlFor="save-node-name"
        error={save.error ? message(errorMessage(save.error)) : undefined}
      >
        <TextField
          // Its name is what the dialog is for.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          id="save-node-name"
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.target.value)}
        />
      </Field>
      <section className="grid gap-1 text-12" aria-label={t('Ports')}>
        <PortNames heading={t('Takes')} titles={inputs.map((port) => port.title)} />
        <PortNames heading={t('Gives')} titles={outputs.map((port) => port.title)} />
        <PortNames
          heading={t('Parameters')}
          titles={Object.entries(document.inputs).map(([name, input]) => input.title ?? name)}
        />
      </section>
    </FormDialog>
  )
}
