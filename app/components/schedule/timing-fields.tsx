'use client'

import { useId } from 'react'
import {
  nextTimes,
  type ScheduleBounds,
  type ScheduleTiming,
  timingWords,
} from '../../../nodes/schedules/timing.ts'
import { currentLocale } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'
import { Segmented } from '../segmented.tsx'
import { Select } from '../select.tsx'
import { Field, TextField } from '../text-field.tsx'
import { ToggleChips } from '../toggle-chips.tsx'
import { DataFields } from './data-fields.tsx'
import { formatDue } from './schedule-words.ts'
import {
  cronPresets,
  type IntervalUnit,
  readDraft,
  type TimingDraft,
  type TimingField,
  unitTitles,
} from './timing-draft.ts'

interface TimingFieldsProps {
  draft: TimingDraft
  onChange: (draft: TimingDraft) => void
  /** What else the next times depend on. */
  bounds: ScheduleBounds
  jitterSeconds: number
}

export interface TimingPartProps {
  draft: TimingDraft
  change: (changes: Partial<TimingDraft>) => void
  errorOf: (field: TimingField) => string | undefined
}

const units: readonly IntervalUnit[] = ['minutes', 'hours', 'days']

/** Asks when: by calendar, every so often, by cron, or on new data; says it back in words, with the next times. */
export function TimingFields({ draft, onChange, bounds, jitterSeconds }: TimingFieldsProps) {
  const { t, message } = useT()
  const reading = readDraft(draft)
  const part: TimingPartProps = {
    draft,
    change: (changes) => onChange({ ...draft, ...changes }),
    errorOf: (field) =>
      'problem' in reading && reading.field === field ? message(reading.problem) : undefined,
  }
  return (
    <div className="grid gap-3">
      <Segmented
        label={t('When')}
        value={draft.kind}
        onValueChange={(kind) => part.change({ kind })}
        options={[
          { value: 'calendar', label: t('By calendar') },
          { value: 'interval', label: t('Every so often') },
          { value: 'cron', label: t('By cron') },
          { value: 'data', label: t('On new data') },
        ]}
      />
      {draft.kind === 'calendar' && <CalendarFields {...part} />}
      {draft.kind === 'interval' && <IntervalFields {...part} />}
      {draft.kind === 'cron' && <CronFields {...part} />}
      {draft.kind === 'data' && <DataFields {...part} />}
      {'timing' in reading && (
        <NextTimes timing={reading.timing} bounds={bounds} jitterSeconds={jitterSeconds} />
      )}
    </div>
  )
}

const named = (part: 'weekday' | 'month', numbers: readonly number[]) => {
  const name = (width: 'short' | 'long', number: number) =>
    new Intl.DateTimeFormat(currentLocale(), { [part]: width, timeZone: 'UTC' }).format(
      // The fourth of January 1970 was a Sunday.
      part === 'weekday' ? Date.UTC(1970, 0, 4 + number) : Date.UTC(1970, number - 1, 1),
    )
  return numbers.map((number) => ({
    value: String(number),
    label: name('short', number),
    title: name('long', number),
  }))
}

const MONDAY_FIRST = [1, 2, 3, 4, 5, 6, 0]
const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1)

function CalendarFields({ draft, change, errorOf }: TimingPartProps) {
  const { t } = useT()
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-3 max-sm:grid-cols-1">
        <Field
          label={t('Times of the day')}
          htmlFor="schedule-times"
          error={errorOf('times')}
          help={t('One or several, as in 9:00, 17:30.')}
        >
          <TextField
            id="schedule-times"
            value={draft.times}
            invalid={errorOf('times') !== undefined}
            onChange={(event) => change({ times: event.target.value })}
          />
        </Field>
        <ZoneField draft={draft} change={change} errorOf={errorOf} />
      </div>
      <div className="grid gap-1">
        <span className="text-12 font-strong text-ink-2">{t('Days of the week')}</span>
        <ToggleChips
          label={t('Days of the week')}
          value={draft.weekdays.map(String)}
          onValueChange={(days) => change({ weekdays: days.map(Number) })}
          options={named('weekday', MONDAY_FIRST)}
        />
      </div>
      <Field
        label={t('Days of the month')}
        htmlFor="schedule-month-days"
        error={errorOf('monthDays')}
        help={t(
          'As in 1, 15, last. Where nothing is chosen, every day; where both are, only days that are both.',
        )}
      >
        <TextField
          id="schedule-month-days"
          placeholder={t('Every day')}
          value={draft.monthDays}
          invalid={errorOf('monthDays') !== undefined}
          onChange={(event) => change({ monthDays: event.target.value })}
        />
      </Field>
      <div className="grid gap-1">
        <span className="text-12 font-strong text-ink-2">{t('Months')}</span>
        <ToggleChips
          label={t('Months')}
          value={draft.months.map(String)}
          onValueChange={(months) => change({ months: months.map(Number) })}
          options={named('month', MONTHS)}
        />
      </div>
    </>
  )
}

function IntervalFields({ draft, change, errorOf }: TimingPartProps) {
  const { t } = useT()
  return (
    <Field label={t('Every')} htmlFor="schedule-every" error={errorOf('everySeconds')}>
      <span className="grid grid-cols-[96px_144px] gap-2">
        <TextField
          id="schedule-every"
          inputMode="decimal"
          value={draft.every}
          invalid={errorOf('everySeconds') !== undefined}
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
  )
}

function CronFields({ draft, change, errorOf }: TimingPartProps) {
  const { t } = useT()
  const preset = cronPresets.some(({ cron }) => cron === draft.cron) ? draft.cron : ''
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
        <ZoneField draft={draft} change={change} errorOf={errorOf} />
      </div>
    </>
  )
}

function ZoneField({ draft, change, errorOf }: TimingPartProps) {
  const { t } = useT()
  const zones = useId()
  return (
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
  )
}

const SHOWN = 5

interface NextTimesProps {
  timing: ScheduleTiming
  bounds: ScheduleBounds
  jitterSeconds: number
}

function NextTimes({ timing, bounds, jitterSeconds }: NextTimesProps) {
  const { t, language } = useT()
  const times = nextTimes(timing, SHOWN, undefined, bounds)
  return (
    <section
      aria-label={t('Next times')}
      className="rounded-md border border-line bg-surface-2 px-3 py-2 text-12"
    >
      <p className="font-strong text-ink">{timingWords(timing, language)}</p>
      {timing.kind !== 'data' && times.length === 0 && <p className="mt-1 text-ink-2">{t('Never again')}</p>}
      {times.length > 0 && (
        <ol className="mt-1 grid gap-0.5 text-ink-2">
          {times.map((time) => (
            <li key={time.getTime()}>
              <time dateTime={time.toISOString()}>{formatDue(time, timing)}</time>
            </li>
          ))}
        </ol>
      )}
      {jitterSeconds > 0 && times.length > 0 && (
        <p className="mt-1 text-ink-3">
          {t('Each up to {{count}} seconds later.', { count: jitterSeconds })}
        </p>
      )}
    </section>
  )
}
