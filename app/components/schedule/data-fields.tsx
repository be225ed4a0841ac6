'use client'

import { useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { useTRPC } from '../../trpc.tsx'
import { Field, TextField } from '../text-field.tsx'
import { ToggleChips } from '../toggle-chips.tsx'
import type { TimingPartProps } from './timing-fields.tsx'

/** Asks which data sets a schedule waits for, and how long they have to settle. */
export function DataFields({ draft, change, errorOf }: TimingPartProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data: versions = [] } = useQuery(trpc.datasets.list.queryOptions())
  const names = [...new Set([...versions.map(({ name }) => name), ...draft.datasets])].toSorted((a, b) =>
    a.localeCompare(b),
  )
  return (
    <>
      <div className="grid gap-1">
        <span className="text-12 font-strong text-ink-2">{t('Data sets')}</span>
        <div className="max-h-32 overflow-y-auto">
          <ToggleChips
            label={t('Data sets')}
            value={draft.datasets}
            onValueChange={(datasets) => change({ datasets })}
            options={names.map((name) => ({ value: name, label: name }))}
          />
        </div>
        <p className="text-12 text-ink-3">
          {t('Where none is chosen: those whose newest version a File of the drawing reads.')}
        </p>
      </div>
      <Field
        label={t('Once nothing more has come for')}
        htmlFor="schedule-settle"
        error={errorOf('settleSeconds')}
        help={t('One run for files that come together.')}
      >
        <TextField
          id="schedule-settle"
          className="w-32"
          inputMode="numeric"
          suffix={t('seconds')}
          value={draft.settle}
          invalid={errorOf('settleSeconds') !== undefined}
          onChange={(event) => change({ settle: event.target.value })}
        />
      </Field>
    </>
  )
}
