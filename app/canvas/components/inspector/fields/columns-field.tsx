'use client'

import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Column } from '../../../../../nodes/kit/columns.ts'
import { cn } from '../../../../components/cn.ts'
import { MiniHistogram } from '../../../../components/charts/mini-histogram.tsx'
import { ColumnIcon } from '../../../../components/column-icon.tsx'
import { Checkbox } from '../../../../components/switch.tsx'
import { usePortSchema } from '../../../hooks/use-port-schema.ts'
import { useColumnStatistics } from '../../../hooks/use-value.ts'
import { useT } from '../../../../i18n/use-t.ts'
import type { FieldProps } from './field-props.ts'
import { FieldSection } from './field-row.tsx'

const toList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []

interface LineProps {
  name: string
  column: Column | undefined
  chosen: boolean
  counts: readonly number[] | undefined
  onToggle: (chosen: boolean) => void
}

function Line({ name, column, chosen, counts, onToggle }: LineProps) {
  const { t } = useT()
  return (
    <li className={cn('picker-row', !chosen && 'is-off')}>
      <Checkbox label={name} checked={chosen} onCheckedChange={onToggle} />
      {column ? <ColumnIcon kind={column.kind} role={column.role} /> : <span />}
      <span className="truncate font-mono text-12" title={name}>
        {name}
      </span>
      <span className="w-12">{counts && <MiniHistogram counts={counts} width={48} height={14} />}</span>
      <span className="min-w-13 text-right text-12 text-ink-3">
        {column ? chosen ? t(column.role) : '' : <span className="text-failed">{t('missing')}</span>}
      </span>
    </li>
  )
}

/** Which columns: all that fit, by rule, or a list of one's own. */
export function ColumnsField({ nodeId, field, value, problems, onChange }: FieldProps) {
  const { t } = useT()
  const ui = field.ui.widget === 'columns' ? field.ui : undefined
  const port = ui?.port ?? ''
  const schema = usePortSchema(nodeId, port)
  const statistics = useColumnStatistics(nodeId, { side: 'input', port })
  const [query, setQuery] = useState('')
  const fitting = useMemo(
    () => (schema?.columns ?? []).filter((column) => ui?.kinds.includes(column.kind) ?? true),
    [schema, ui],
  )
  const byRule = value === 'auto'
  const ruled = fitting.filter((column) => column.role === 'feature').map((column) => column.name)
  const chosen = byRule ? ruled : toList(value)
  const missing = chosen.filter((name) => !fitting.some((column) => column.name === name))
  const names = [...fitting.map((column) => column.name), ...missing]
  const shown = names.filter((name) => name.toLowerCase().includes(query.trim().toLowerCase()))

  const toggle = (name: string, on: boolean): void => {
    const next = on ? [...chosen, name] : chosen.filter((other) => other !== name)
    // In the order of the table, so that the same choice is the same setting.
    onChange(names.filter((other) => next.includes(other)))
  }

  return (
    <FieldSection
      title={field.title}
      count={t('{{part}} of {{whole}}', { part: chosen.length, whole: fitting.length })}
      help={byRule ? t('Every feature that fits, whatever arrives.') : field.description}
      problems={problems}
      aside={
        ui?.byRule !== false && (
          <button
            type="button"
            className="text-12 font-strong text-accent-ink hover:underline"
            onClick={() => onChange(byRule ? ruled : 'auto')}
          >
            {byRule ? t('Choose by hand') : t('By rule')}
          </button>
        )
      }
    >
      <div className="picker">
        <label className="picker-top">
          <Search aria-hidden size={14} />
          <input
            type="search"
            aria-label={t('Find among {{count}} columns', { count: names.length })}
            placeholder={t('Find among {{count}} columns', { count: names.length })}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <span aria-hidden>{t('role')}</span>
        </label>
        <ul aria-label={field.title} className="max-h-65 overflow-y-auto">
          {shown.map((name) => (
            <Line
              key={name}
              name={name}
              column={fitting.find((column) => column.name === name)}
              chosen={chosen.includes(name)}
              counts={statistics[name]?.bars}
              onToggle={(on) => toggle(name, on)}
            />
          ))}
          {names.length === 0 && (
            <li className="px-2 py-1.5 text-12 text-ink-3">
              {schema ? t('No column of these kinds arrives.') : t('Connect the input to see its columns.')}
            </li>
          )}
        </ul>
      </div>
    </FieldSection>
  )
}
