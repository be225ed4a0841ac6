'use client'

import { useId } from 'react'
import { nextTimes, type ScheduleTiming, timingWords } from '../../../nodes/schedules/timing.ts'
import { useT } from '../../i18n/use-t.ts'
import { Segmented } from '../segmented.tsx'
import { Select } from '../select.tsx'
import { Field, TextField } from '../text-field.tsx'
import { formatDue } from './schedule-words.ts'
import { cronPresets, type IntervalUnit, readDraft, type TimingDraft, unitTitles } from './timing-draft.ts'

interface TimingFieldsProps {
  draft: TimingDraft
  onChange: (draft: TimingDraft) => void
}

const units: readonly IntervalUnit[] = ['minutes', 'hours', 'days']

/** Asks when: at set times or every so often; says it back in words, with the next times. */
export function TimingFields({ draft, onChange }: TimingFieldsProps) {
  const { t, message } = useT()
  const reading = readDraft(draft)
  const problem = 'problem' in reading ? reading : undefined
  const change = (changes: Partial<TimingDraft>) => onChange({ ...draft, ...changes })
  return (
    <div className="grid gap-3">
      <Segmented
        label={t('When')}
        value={draft.kind}
        onValueChange={(kind) => change({ kind })}
        options={[
          { value: 'cron', label: t('At set times') },
          { value: 'interval', label: t('Every so often') },
        ]}
      />
      {draft.kind === 'cron' ? (
        <CronFields draft={draft} change={change} problem={problem} />
      ) : (
        <Field label={t('Every')} htmlFor="schedule-every" error={problem && message(problem.problem)}>
          <span className="grid grid-cols-[96px_144px] gap-2">
            <TextField
              id="schedule-every"
              inputMode="decimal"
              value={draft.every}
              invalid={problem !== undefined}
              onChange={(event) => change({ every: event.target.value })}
            />
            <Select
              label={t('Unit')}
              value={draft.unit}
              onValueChange={(unit) => change({ unit })}
              options={units.map((unit) => ({ value: unit, label: t(unitTitles[unit]) }))}
            />
          </span>
        </Field>
      )}
      {'timing' in reading && <NextTimes timing={reading.timing} />}
    </div>
  )
}

interface CronFieldsProps {
  draft: TimingDraft
  change: (changes: Partial<TimingDraft>) => void
  problem: { field: string; problem: string } | undefined
}

function CronFields({ draft, change, problem }: CronFieldsProps) {
  const { t, message } = useT()
  const zones = useId()
  const preset = cronPresets.some(({ cron }) => cron === draft.cron) ? draft.cron : ''
  const errorOf = (field: string) => (problem?.field === field ? message(problem.problem) : undefined)
  return (
    <>
      <Field label={t('Time')} htmlFor="schedule-preset">
        <Select
          id="schedule-preset"
          value={preset}
          onValueChange={(cron) => cron !== '' && change({ cron })}
          options={[
            ...cronPresets.map(({ cron, title }) => ({ value: cron, label: t(title) })),
            { value: '', label: t('As the cron expression says') },
          ]}
        />
      </Field>
      <div className="grid grid-cols-2 items-start gap-3 max-sm:grid-cols-1">
        <Field
          label={t('Cron expression')}
          htmlFor="schedule-cron"
          error={errorOf('cron')}
          help={t('Minute, hour, day of the month, month, day of the week.')}
        >
          <TextField
            id="schedule-cron"
            mono
            value={draft.cron}
            maxLength={200}
            invalid={errorOf('cron') !== undefined}
            onChange={(event) => change({ cron: event.target.value })}
          />
        </Field>
        <Field label={t('Time zone')} htmlFor="schedule-zone" error={errorOf('timeZone')}>
          <TextField
            id="schedule-zone"
            list={zones}
            value={draft.timeZone}
            invalid={errorOf('timeZone') !== undefined}
            onChange={(event) => change({ timeZone: event.target.value })}
          />
          <datalist id={zones}>
            {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </datalist>
        </Field>
      </div>
    </>
  )
}

const SHOWN = 5

function NextTimes({ timing }: { timing: ScheduleTiming }) {
  const { t, language } = useT()
  return (
    <section
      aria-label={t('Next times')}
      className="rounded-md border border-line bg-surface-2 px-3 py-2 text-12"
    >
      <p className="font-strong text-ink">{timingWords(timing, language)}</p>
      <ol className="mt-1 grid gap-0.5 text-ink-2">
        {nextTimes(timing, SHOWN).map((time) => (
          <li key={time.getTime()}>
            <time dateTime={time.toISOString()}>{formatDue(time, timing)}</time>
          </li>
        ))}
      </ol>
    </section>
  )
}
