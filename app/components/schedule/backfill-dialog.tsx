'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ScheduleView } from '../../../server/views.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { Button } from '../button.tsx'
import { Dialog } from '../dialog.tsx'
import { ErrorNotice } from '../notice.tsx'
import { Segmented } from '../segmented.tsx'
import { Field, TextField } from '../text-field.tsx'
import { toast } from '../toast-store.ts'
import { formatDue, fromLocalField, toLocalField } from './schedule-words.ts'

const SHOWN = 5
const DAY = 86_400_000

/** Runs a schedule for times that have passed: shows which, before anything runs. */
export function BackfillDialog({ schedule, onClose }: { schedule: ScheduleView; onClose: () => void }) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [from, setFrom] = useState(() => toLocalField(new Date(Date.now() - DAY).toISOString()))
  const [to, setTo] = useState(() => toLocalField(new Date().toISOString()))
  const [overlap, setOverlap] = useState<'bufferAll' | 'allowAll'>('bufferAll')
  const { id, name, timing } = schedule
  const range = { id, from: fromLocalField(from) ?? '', to: fromLocalField(to) ?? '', overlap }
  const complete = range.from !== '' && range.to !== ''
  const preview = useQuery(
    trpc.schedules.previewBackfill.queryOptions(range, {
      enabled: complete,
      placeholderData: keepPreviousData,
      retry: false,
    }),
  )
  const start = useMutation(
    trpc.schedules.backfill.mutationOptions({
      onSuccess: async ({ count }) => {
        await queryClient.invalidateQueries(trpc.schedules.pathFilter())
        onClose()
        toast(t('{{count}} past times are run.', { count }), { tone: 'done' })
      },
    }),
  )
  const error = start.error ?? preview.error
  const times = error || !complete ? [] : (preview.data?.times ?? [])
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t('Run past times of {{name}}', { name })}
      description={t('One run for every time that has passed and has none, paused or not.')}
      footer={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button
            variant="primary"
            busy={start.isPending}
            disabled={times.length === 0}
            onClick={() => start.mutate(range)}
          >
            {t('Run {{count}} times', { count: times.length })}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {error && <ErrorNotice title={errorMessage(error)} />}
        <div className="grid grid-cols-2 items-start gap-3 max-sm:grid-cols-1">
          <Field label={t('From')} htmlFor="backfill-from" help={t('In your time zone.')}>
            <TextField
              id="backfill-from"
              type="datetime-local"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          </Field>
          <Field label={t('To')} htmlFor="backfill-to">
            <TextField
              id="backfill-to"
              type="datetime-local"
              value={to}
              onChange={(event) => setTo(event.target.value)}
            />
          </Field>
        </div>
        <Segmented
          label={t('How')}
          value={overlap}
          onValueChange={setOverlap}
          options={[
            { value: 'bufferAll', label: t('One after another') },
            { value: 'allowAll', label: t('Side by side') },
          ]}
        />
        {!error && preview.data && (
          <section
            aria-label={t('Past times')}
            className="rounded-md border border-line bg-surface-2 px-3 py-2 text-12"
          >
            <p className="font-strong text-ink">{t('{{count}} times', { count: times.length })}</p>
            <ol className="mt-1 grid gap-0.5 text-ink-2">
              {times.slice(0, SHOWN).map((time) => (
                <li key={time}>
                  <time dateTime={time}>{formatDue(new Date(time), timing)}</time>
                </li>
              ))}
              {times.length > SHOWN && <li>…</li>}
            </ol>
            {preview.data.known > 0 && (
              <p className="mt-1 text-ink-3">
                {t('{{count}} more have a run already.', { count: preview.data.known })}
              </p>
            )}
          </section>
        )}
      </div>
    </Dialog>
  )
}
