'use client'

import { findByRole } from '../../../../../nodes/kit/columns.ts'
import { ColumnIcon } from '../../../../components/column-icon.tsx'
import { Select } from '../../../../components/select.tsx'
import { TextField } from '../../../../components/text-field.tsx'
import { usePortSchema } from '../../../hooks/use-port-schema.ts'
import { useT } from '../../../../i18n/use-t.ts'
import type { FieldProps } from './field-props.ts'

/** One column of those that really arrive. Where none is known yet, its name can be typed. */
export function ColumnField({ nodeId, field, value, id, describedBy, problems, onChange }: FieldProps) {
  const { t } = useT()
  const ui = field.ui.widget === 'column' ? field.ui : undefined
  const schema = usePortSchema(nodeId, ui?.port ?? '')
  const chosen = typeof value === 'string' ? value : ''
  const invalid = problems.some((problem) => problem.severity === 'error')
  if (!schema || schema.columns.length === 0) {
    return (
      <TextField
        id={id}
        mono
        aria-describedby={describedBy}
        invalid={invalid}
        placeholder={t('column name')}
        value={chosen}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  }
  const fitting = schema.columns.filter((column) => ui?.kinds.includes(column.kind) ?? true)
  const known = fitting.some((column) => column.name === chosen)
  const target = field.name === 'target' ? findByRole(schema, 'target') : undefined
  const empty = chosen === '' && target ? t('{{name}}, by its role', { name: target.name }) : t('None chosen')
  const options = [
    { value: '', label: <span className="text-ink-3">{empty}</span> },
    ...fitting.map((column) => ({
      value: column.name,
      label: (
        <span className="flex min-w-0 items-center gap-2">
          <ColumnIcon kind={column.kind} />
          <span className="truncate font-mono text-12">{column.name}</span>
        </span>
      ),
    })),
    ...(chosen !== '' && !known
      ? [{ value: chosen, label: <span className="font-mono text-12 text-failed">{chosen}</span> }]
      : []),
  ]
  return (
    <Select
      id={id}
      className="w-full"
      value={chosen}
      options={options}
      invalid={invalid}
      onValueChange={onChange}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
    />
  )
}
