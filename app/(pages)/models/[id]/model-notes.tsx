'use client'

import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { headingsToFill } from '../../../../nodes/kit/model-card.ts'
import type { ModelVersionView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { FormDialog } from '../../../components/dialog.tsx'
import { Field, TextArea, TextField } from '../../../components/text-field.tsx'
import { say } from '../../../i18n/current.ts'
import { msg } from '../../../i18n/msg.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useModelChanges } from './use-model-changes.ts'

const titles: Readonly<Record<string, string>> = {
  'Intended use': msg('Intended use'),
  Limits: msg('Limits'),
}

/** A heading in the reader's language, where it is one of ours. */
const titleOf = (heading: string): string => say(titles[heading] ?? heading)

const headingsOf = ({ notes }: ModelVersionView): string[] => [
  ...new Set<string>([...headingsToFill, ...Object.keys(notes)]),
]

/** What people wrote on the card of a version. */
export function ModelNotes({ model }: { model: ModelVersionView }) {
  const { t } = useT()
  const [editing, setEditing] = useState(false)
  return (
    <section aria-label={t('Notes')} className="rounded-md border border-line bg-surface px-4 py-3">
      <div className="mb-2 flex items-center gap-2">
        <h2 className="text-13">{t('Notes')}</h2>
        <Button size="sm" className="ml-auto" onClick={() => setEditing(true)}>
          <Pencil aria-hidden />
          {t('Write')}
        </Button>
      </div>
      <dl className="grid gap-2">
        {headingsOf(model).map((heading) => {
          const text = model.notes[heading]
          return (
            <div key={heading}>
              <dt className="text-12 text-ink-3">{titleOf(heading)}</dt>
              <dd className={text === undefined ? 'text-ink-3' : 'break-words whitespace-pre-wrap'}>
                {text ?? t('Not written yet.')}
              </dd>
            </div>
          )
        })}
      </dl>
      {editing && <NotesDialog model={model} onClose={() => setEditing(false)} />}
    </section>
  )
}

function NotesDialog({ model, onClose }: { model: ModelVersionView; onClose: () => void }) {
  const { t } = useT()
  const { change } = useModelChanges()
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(model.notes)
  const [added, setAdded] = useState({ heading: '', text: '' })
  const hasText = added.text.trim() !== ''
  return (
    <FormDialog
      size="md"
      title={t('Notes on {{name}}', { name: `${model.name} v${model.version}` })}
      description={t('They stand on the card of the model and go with it. An empty note goes away.')}
      action={t('Save')}
      busy={change.isPending}
      disabled={hasText && added.heading.trim() === ''}
      onClose={onClose}
      onSubmit={() => {
        const notes = { ...texts, ...(hasText && { [added.heading.trim()]: added.text }) }
        change.mutate({ id: model.id, notes }, { onSuccess: onClose })
      }}
    >
      {headingsOf(model).map((heading, index) => (
        <Field key={heading} label={titleOf(heading)} htmlFor={`note-${index}`}>
          <TextArea
            id={`note-${index}`}
            rows={3}
            maxLength={4_000}
            value={texts[heading] ?? ''}
            onChange={(event) => setTexts({ ...texts, [heading]: event.target.value })}
          />
        </Field>
      ))}
      <Field label={t('Another note')} htmlFor="note-heading">
        <TextField
          id="note-heading"
          maxLength={60}
          placeholder={t('Heading')}
          value={added.heading}
          onChange={(event) => setAdded({ ...added, heading: event.target.value })}
        />
        <TextArea
          aria-label={t('Text of the other note')}
          rows={2}
          maxLength={4_000}
          value={added.text}
          onChange={(event) => setAdded({ ...added, text: event.target.value })}
        />
      </Field>
    </FormDialog>
  )
}
