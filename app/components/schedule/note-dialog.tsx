'use client'

import { useState } from 'react'
import type { ScheduleView } from '../../../server/views.ts'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../dialog.tsx'
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
  return (
    <FormDialog
      title={
        paused ? t('Pause {{name}}', { name: schedule.name }) : t('Resume {{name}}', { name: schedule.name })
      }
      action={paused ? t('Pause') : t('Resume')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => onTurn({ paused, note: note.trim() })}
    >
      <Field label={t('Why')} htmlFor="schedule-note" help={t('For whoever wonders later. May stay empty.')}>
        <TextField
          id="schedule-note"
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </FormDialog>
  )
}
