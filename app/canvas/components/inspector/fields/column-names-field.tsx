'use client'

import { ColumnIcon } from '../../../../components/column-icon.tsx'
import { TextField } from '../../../../components/text-field.tsx'
import { usePortSchema } from '../../../hooks/use-port-schema.ts'
import { useT } from '../../../../i18n/use-t.ts'
import type { FieldProps } from './field-props.ts'
import { FieldSection } from './field-row.tsx'

/** A new name for each column that shall have one. */
export function ColumnNamesField({ nodeId, field, value, problems, onChange }: FieldProps) {
  const { t } = useT()
  const port = field.ui.widget === 'columnNames' ? field.ui.port : ''
  const schema = usePortSchema(nodeId, port)
  const chosen = (typeof value === 'object' && value !== null ? value : {}) as Record<string, string>
  if (!schema || schema.columns.length === 0) return null

  const set = (name: string, next: string): void => {
    const { [name]: _, ...rest } = chosen
    onChange(next === '' ? rest : { ...rest, [name]: next })
  }

  return (
    <FieldSection
      title={field.title}
      count={String(schema.columns.length)}
      help={field.description}
      problems={problems}
    >
      <ul aria-label={field.title} className="picker max-h-65 overflow-y-auto">
        {schema.columns.map((column) => (
          <li key={column.name} className="flex h-9 items-center gap-2 px-2">
            <ColumnIcon kind={column.kind} role={column.role} />
            <span className="min-w-0 flex-1 truncate font-mono text-12" title={column.name}>
              {column.name}
            </span>
            <TextField
              aria-label={t('New name of {{name}}', { name: column.name })}
              className="w-36"
              placeholder={column.name}
              value={chosen[column.name] ?? ''}
              onChange={(event) => set(column.name, event.target.value)}
            />
          </li>
        ))}
      </ul>
    </FieldSection>
  )
}
