'use client'

import { useId } from 'react'
import { type Column, takesImage } from '../../../../nodes/kit/columns.ts'
import { ColumnIcon } from '../../../components/column-icon.tsx'
import { Select } from '../../../components/select.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { ImageField } from './image-field.tsx'
import type { RowFields } from './row-form.ts'

export interface RowFieldsFormProps {
  columns: readonly Column[]
  fields: RowFields
  problems: Readonly<Record<string, string>>
  onChange: (fields: RowFields) => void
}

/** A field for every column that the endpoint asks for: numbers typed, categories chosen. */
export function RowFieldsForm({ columns, fields, problems, onChange }: RowFieldsFormProps) {
  const base = useId()
  return (
    <div className="grid max-h-[60dvh] gap-x-4 gap-y-1.5 overflow-y-auto px-4 py-3">
      {columns.map((column, index) => {
        const id = `${base}-${index}`
        const value = fields[column.name] ?? ''
        const problem = problems[column.name]
        const set = (next: string) => onChange({ ...fields, [column.name]: next })
        return (
          <div key={column.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-center gap-x-3">
            <label htmlFor={id} className="flex min-w-0 items-center gap-1.5" title={column.name}>
              <ColumnIcon kind={column.kind} />
              <span className="truncate font-mono text-12">{column.name}</span>
            </label>
            <FieldControl
              id={id}
              column={column}
              value={value}
              onChange={set}
              invalid={problem !== undefined}
              describedBy={problem === undefined ? undefined : `${id}-problem`}
            />
            {problem !== undefined && (
              <p id={`${id}-problem`} className="col-start-2 text-12 text-failed">
                {problem}
              </p>
            )}
          </div>
        )
      })}
    </div>
  )
}

interface FieldControlProps {
  id: string
  column: Column
  value: string
  onChange: (value: string) => void
  invalid: boolean
  describedBy: string | undefined
}

function FieldControl({ id, column, value, onChange, invalid, describedBy }: FieldControlProps) {
  const { t } = useT()
  if (takesImage(column)) return <ImageField id={id} name={column.name} value={value} onChange={onChange} />
  const missing = { value: '', label: <span className="text-ink-3">{t('missing')}</span> }
  const choices =
    column.kind === 'boolean' ? ['true', 'false'] : column.kind === 'category' ? column.categories : undefined
  if (choices && choices.length > 0 && choices.length <= 200) {
    // A value of the example that is not among the known ones stays choosable.
    const all = value === '' || choices.includes(value) ? choices : [...choices, value]
    return (
      <Select
        id={id}
        value={value}
        onValueChange={onChange}
        invalid={invalid}
        options={[...all.map((choice) => ({ value: choice, label: choice })), missing]}
        {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      />
    )
  }
  return (
    <TextField
      id={id}
      value={value}
      invalid={invalid}
      aria-describedby={describedBy}
      inputMode={column.kind === 'number' ? 'decimal' : 'text'}
      placeholder={column.kind === 'datetime' ? '2024-03-09' : t('missing')}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
