'use client'

import { useMutation } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { ScheduleView } from '../../../server/views.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { Button } from '../button.tsx'
import { Select } from '../select.tsx'
import { Field, TextField } from '../text-field.tsx'
import { catchUpTitles, fromLocalField, toLocalField } from './schedule-words.ts'

/** What few schedules need, as it is typed. */
export interface MoreDraft {
  startsAt: string
  endsAt: string
  catchUpSeconds: string
  jitterSeconds: string
  webhook: string
}

export const moreDraftOf = (schedule?: ScheduleView): MoreDraft => ({
  startsAt: toLocalField(schedule?.startsAt ?? null),
  endsAt: toLocalField(schedule?.endsAt ?? null),
  catchUpSeconds: String(schedule?.catchUpSeconds ?? 3_600),
  jitterSeconds: String(schedule?.jitterSeconds ?? 0),
  webhook: schedule?.webhook ?? '',
})

/** What it stands for; NaN seconds where no number is typed. */
export const readMore = (draft: MoreDraft) => ({
  startsAt: fromLocalField(draft.startsAt),
  endsAt: fromLocalField(draft.endsAt),
  catchUpSeconds: Number(draft.catchUpSeconds),
  jitterSeconds: draft.jitterSeconds.trim() === '' ? 0 : Number(draft.jitterSeconds),
  webhook: draft.webhook.trim() === '' ? null : draft.webhook.trim(),
})

const isPlain = (draft: MoreDraft): boolean => {
  const plain = moreDraftOf()
  return Object.entries(plain).every(([name, value]) => draft[name as keyof MoreDraft] === value)
}

interface MoreFieldsProps {
  draft: MoreDraft
  onChange: (draft: MoreDraft) => void
  scheduleId: string | undefined
  /** False for a schedule that does not go by the clock. */
  timed: boolean
}

/** First and last moment, catching up, jitter, webhook: folded away until wanted. */
export function MoreFields({ draft, onChange, scheduleId, timed }: MoreFieldsProps) {
  const { t } = useT()
  const [open, setOpen] = useState(() => !isPlain(draft))
  const change = (changes: Partial<MoreDraft>) => onChange({ ...draft, ...changes })
  const catchUps = Object.keys(catchUpTitles)
  return (
    <div className="grid gap-3">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-fit items-center gap-1 rounded-sm text-12 font-strong text-ink-2 hover:text-ink"
      >
        <ChevronRight aria-hidden className={`size-3.5 transition-transform ${open ? 'rotate-90' : ''}`} />
        {t('Dates, catching up, notification')}
      </button>
      {open && (
        <>
          <div className="grid grid-cols-2 items-start gap-3 max-sm:grid-cols-1">
            <Field label={t('Not before')} htmlFor="schedule-starts" help={t('In your time zone.')}>
              <TextField
                id="schedule-starts"
                type="datetime-local"
                value={draft.startsAt}
                onChange={(event) => change({ startsAt: event.target.value })}
              />
            </Field>
            <Field label={t('Not after')} htmlFor="schedule-ends">
              <TextField
                id="schedule-ends"
                type="datetime-local"
                value={draft.endsAt}
                onChange={(event) => change({ endsAt: event.target.value })}
              />
            </Field>
            {timed && (
              <>
                <Field
                  label={t('Make up for times missed by')}
                  htmlFor="schedule-catch-up"
                  help={t('At most so long, where Millrace was stopped.')}
                >
                  <Select
                    id="schedule-catch-up"
                    value={draft.catchUpSeconds}
                    onValueChange={(catchUpSeconds) => change({ catchUpSeconds })}
                    options={[
                      ...catchUps.map((value) => ({ value, label: t(catchUpTitles[value] ?? '') })),
                      ...(catchUps.includes(draft.catchUpSeconds)
                        ? []
                        : [
                            {
                              value: draft.catchUpSeconds,
                              label: t('{{count}} seconds', { count: Number(draft.catchUpSeconds) }),
                            },
                          ]),
                    ]}
                  />
                </Field>
                <Field
                  label={t('Put off by up to')}
                  htmlFor="schedule-jitter"
                  help={t('At random, so that not all begins at once.')}
                  error={Number.isNaN(readMore(draft).jitterSeconds) ? t('Type a number.') : undefined}
                >
                  <TextField
                    id="schedule-jitter"
                    inputMode="numeric"
                    suffix={t('seconds')}
                    value={draft.jitterSeconds}
                    onChange={(event) => change({ jitterSeconds: event.target.value })}
                  />
                </Field>
              </>
            )}
          </div>
          <WebhookField
            value={draft.webhook}
            onChange={(webhook) => change({ webhook })}
            scheduleId={scheduleId}
          />
        </>
      )}
    </div>
  )
}

interface WebhookFieldProps {
  value: string
  onChange: (value: string) => void
  scheduleId: string | undefined
}

function WebhookField({ value, onChange, scheduleId }: WebhookFieldProps) {
  const { t, message } = useT()
  const trpc = useTRPC()
  const test = useMutation(trpc.schedules.testWebhook.mutationOptions())
  const problem = test.error ? errorMessage(test.error) : test.data?.error
  return (
    <Field
      label={t('Tell this address of every run that fails')}
      htmlFor="schedule-webhook"
      error={problem ? message(problem) : undefined}
      help={
        test.data?.ok ? (
          <span className="text-done">{t('It has heard the test.')}</span>
        ) : (
          t('A webhook: it is sent JSON by POST, again and again until it has heard.')
        )
      }
    >
      <span className="flex gap-2">
        <TextField
          id="schedule-webhook"
          className="flex-1"
          type="url"
          placeholder="https://"
          value={value}
          invalid={Boolean(problem)}
          onChange={(event) => {
            test.reset()
            onChange(event.target.value)
          }}
        />
        <Button
          busy={test.isPending}
          disabled={value.trim() === ''}
          onClick={() => test.mutate({ webhook: value.trim(), ...(scheduleId && { id: scheduleId }) })}
        >
          {t('Test')}
        </Button>
      </span>
    </Field>
  )
}
