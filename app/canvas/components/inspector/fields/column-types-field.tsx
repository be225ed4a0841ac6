'use client'

import { Select } from '../../../../components/select.tsx'
import { ColumnIcon, kindWords } from '../../../../components/column-icon.tsx'
import type { ColumnKind } from '../../../../../nodes/kit/columns.ts'
import { usePortSchema } from '../../../hooks/use-port-schema.ts'
import { useT } from '../../../../i18n/use-t.ts'
import type { FieldProps } from './field-props.ts'
import { FieldSection } from './field-row.tsx'

const kinds: readonly ColumnKind[] = ['number', 'category', 'boolean', 'datetime', 'text']

/** What each column means, where the guess was wrong. */
export function ColumnTypesField({ nodeId, field, value, problems, onChange }: FieldProps) {
  const { t } = useT()
  const port = field.ui.widget === 'columnTypes' ? field.ui.port : ''
  const schema = usePortSchema(nodeId, port)
  const chosen = (typeof value === 'object' && value !== null ? value : {}) as Record<string, ColumnKind>
  if (!schema || schema.columns.length === 0) return null

  const set = (name: string, kind: ColumnKind | ''): void => {
    const { [name]: _, ...rest } = chosen
    onChange(kind === '' ? rest : { ...rest, [name]: kind })
  }

  return (
    <FieldSection
      title={field.title}
      count={String(schema.columns.length)}
      help={field.description}
      problems={problems}
    >
      <ul aria-label={field.title} className="picker max-h-100 overflow-y-auto">
        {schema.columns.map((column) => (
          <li key={column.name} className="flex h-8 items-center gap-2 px-2">
            <ColumnIcon kind={column.kind} role={column.role} />
            <span className="min-w-0 flex-1 truncate font-mono text-12" title={column.name}>
              {column.name}
            </span>
            <Select<ColumnKind | ''>
              size="sm"
              label={t('Type of {{name}}', { name: column.name })}
              className="w-32"
              value={chosen[column.name] ?? ''}
              options={[
                {
                  value: '',
                  label: (
                    <span className="text-ink-3">
                      {chosen[column.name] === undefined ? t(kindWords[column.kind]) : t('as found')}
                    </span>
                  ),
                },
                ...kinds.map((kind) => ({ value: kind, label: t(kindWords[kind]) })),
              ]}
              onValueChange={(kind) => set(column.name, kind)}
            />
          </li>
        ))}
      </ul>
    </FieldSection>
  )
}
