'use client'

import { type FormEvent, useState } from 'react'
import type { ScheduleView } from '../../../server/views.ts'
import { useT } from '../../i18n/use-t.ts'
import { Button } from '../button.tsx'
import { Dialog } from '../dialog.tsx'
import { Field, TextField } from '../text-field.tsx'

interface NoteDialogProps {
  schedule: ScheduleView
  busy: boolean
  onTurn: (change: { paused: boolean; note: string }) => void
  onClose: () => void
}

/** Pauses a schedule, or resumes it, and says why. */
export function NoteDialog({ schedule, busy, onTurn, onClose }: NoteDialogProps) {
  const { t } = useT()
  const [note, setNote] = useState('')
  const paused = !schedule.paused
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onTurn({ paused, note: note.trim() })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={
        paused ? t('Pause {{name}}', { name: schedule.name }) : t('Resume {{name}}', { name: schedule.name })
      }
      footer={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button variant="primary" type="submit" form="note-form" busy={busy}>
            {paused ? t('Pause') : t('Resume')}
          </Button>
        </>
      }
    >
      <form id="note-form" onSubmit={submit}>
        <Field
          label={t('Why')}
          htmlFor="schedule-note"
          help={t('For whoever wonders later. May stay empty.')}
        >
          <TextField
            id="schedule-note"
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  )
}
