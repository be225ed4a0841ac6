'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { useT } from '../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../trpc.tsx'
import { FormDialog } from './dialog.tsx'
import { Field, TextArea, TextField } from './text-field.tsx'

/** A drawing to be saved as a new template, or a saved template to be named anew. */
export type TemplateDraft = { title: string; description: string } & (
  | { document: PipelineDocument }
  | { id: string }
)

interface TemplateDialogProps {
  draft: TemplateDraft
  /** What the template will ask for, or what there is to know. */
  children?: ReactNode
  onClose: () => void
  onSaved?: (title: string) => void
}

/** Asks for a template's title and description, and saves it. */
export function TemplateDialog({ draft, children, onClose, onSaved }: TemplateDialogProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [title, setTitle] = useState(draft.title)
  const [description, setDescription] = useState(draft.description)
  const saved = {
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.templates.list.queryFilter())
      onClose()
      onSaved?.(title.trim())
    },
  }
  const save = useMutation(trpc.templates.save.mutationOptions(saved))
  const change = useMutation(trpc.templates.change.mutationOptions(saved))
  const error = save.error ?? change.error
  const isNew = 'document' in draft
  return (
    <FormDialog
      size="md"
      title={isNew ? t('Save as a template') : t('Rename the template')}
      action={t('Save')}
      busy={save.isPending || change.isPending}
      disabled={title.trim() === ''}
      onClose={onClose}
      onSubmit={() => {
        if (isNew) save.mutate({ title, description, document: draft.document })
        else change.mutate({ id: draft.id, title, description })
      }}
    >
      <Field label={t('Title')} htmlFor="template-title" error={error ? errorMessage(error) : undefined}>
        <TextField
          // Its name is what the dialog is for.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          id="template-title"
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
      </Field>
      <Field label={t('Description')} htmlFor="template-description">
        <TextArea
          id="template-description"
          rows={2}
          maxLength={2000}
          placeholder={t('What it is for')}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </Field>
      {children}
    </FormDialog>
  )
}
