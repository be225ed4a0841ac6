'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { type Check, kindsOf, type Rule } from '../../../../../nodes/data/contract/rules.ts'
import { findByName, type TableSchema } from '../../../../../nodes/kit/columns.ts'
import { Button } from '../../../../components/button.tsx'
import { IconButton } from '../../../../components/icon-button.tsx'
import { Select } from '../../../../components/select.tsx'
import { TextArea, TextField } from '../../../../components/text-field.tsx'
import { msg } from '../../../../i18n/msg.ts'
import { useT } from '../../../../i18n/use-t.ts'
import { usePortSchema } from '../../../hooks/use-port-schema.ts'
import { ColumnField } from './column-field.tsx'
import type { FieldProps } from './field-props.ts'
import { FieldSection } from './field-row.tsx'
import { NumberField } from './number-field.tsx'

const titles: Readonly<Record<Check, string>> = {
  present: msg('is present'),
  range: msg('is in a range'),
  values: msg('is one of'),
  pattern: msg('looks like'),
  unique: msg('is unique'),
  fresh: msg('is recent'),
  rows: msg('number of rows'),
}

const toRules = (value: unknown): readonly Rule[] => (Array.isArray(value) ? (value as Rule[]) : [])

/** What a rule becomes that is to check something else: what both have stays. */
function changed(rule: Rule, check: Check): Rule {
  const column = 'column' in rule ? rule.column : ''
  const share = 'share' in rule ? rule.share : 0
  const bounds = 'min' in rule || 'max' in rule ? { min: rule.min, max: rule.max } : {}
  switch (check) {
    case 'rows':
      return { check, ...bounds }
    case 'unique':
      return { check, column }
    case 'fresh':
      return { check, column, hours: 24 }
    case 'present':
      return { check, column, share }
    case 'range':
      return { check, column, share, ...bounds }
    case 'values':
      return { check, column, share, values: [] }
    case 'pattern':
      return { check, column, share, pattern: '' }
  }
}

/** A rule about another column: what is known of its values is allowed. */
function about(rule: Rule, column: string, schema: TableSchema | undefined): Rule {
  if (rule.check === 'rows') return rule
  const next = { ...rule, column }
  const known = schema && findByName(schema, column)?.categories
  return next.check === 'values' && known && next.values.length === 0 ? { ...next, values: [...known] } : next
}

interface RuleRowProps extends FieldProps {
  index: number
  rule: Rule
  onRule: (rule: Rule | null) => void
}

function RuleRow({ index, rule, onRule, ...props }: RuleRowProps) {
  const { t } = useT()
  const { field } = props
  const port = field.ui.widget === 'rules' ? field.ui.port : ''
  const schema = usePortSchema(props.nodeId, port)
  const name = t('Rule {{index}}', { index: index + 1 })
  const set = (patch: object): void => onRule({ ...rule, ...patch } as Rule)
  const number = (key: string, label: string, value: number | undefined, unit?: string) => (
    <label className="flex min-w-0 flex-1 items-center gap-1.5 text-12 text-ink-3">
      <span className="shrink-0">{label}</span>
      <NumberField
        {...props}
        id={`${props.id}-${index}-${key}`}
        field={{
          ...field,
          ui: { widget: 'number', ...(unit !== undefined && { unit }) },
          initial: undefined,
        }}
        value={value}
        problems={[]}
        onChange={(next) => set({ [key]: next })}
      />
    </label>
  )
  return (
    <li
      className="grid grid-cols-[minmax(0,1fr)] gap-1.5 rounded-md border border-line p-2"
      aria-label={name}
    >
      <div className="flex items-center gap-1.5">
        {rule.check !== 'rows' && (
          <span className="min-w-0 flex-1">
            <label className="sr-only" htmlFor={`${props.id}-${index}-column`}>
              {t('Column of rule {{index}}', { index: index + 1 })}
            </label>
            <ColumnField
              {...props}
              id={`${props.id}-${index}-column`}
              field={{ ...field, name: 'column', ui: { widget: 'column', port, kinds: kindsOf[rule.check] } }}
              value={rule.column}
              problems={[]}
              onChange={(column) => onRule(about(rule, typeof column === 'string' ? column : '', schema))}
            />
          </span>
        )}
        <Select<Check>
          label={t('What rule {{index}} asks', { index: index + 1 })}
          className={rule.check === 'rows' ? 'flex-1' : 'w-32'}
          value={rule.check}
          options={(Object.keys(titles) as Check[]).map((check) => ({
            value: check,
            label: t(titles[check]),
          }))}
          onValueChange={(check) =>
            onRule(about(changed(rule, check), 'column' in rule ? rule.column : '', schema))
          }
        />
        <IconButton
          size="sm"
          tooltip={false}
          label={t('Remove rule {{index}}', { index: index + 1 })}
          onClick={() => onRule(null)}
        >
          <X aria-hidden />
        </IconButton>
      </div>
      {(rule.check === 'range' || rule.check === 'rows') && (
        <div className="flex gap-2">
          {number('min', t('at least'), rule.min)}
          {number('max', t('at most'), rule.max)}
        </div>
      )}
      {rule.check === 'values' && (
        <ValuesInput
          id={`${props.id}-${index}-values`}
          label={t('Values of rule {{index}}', { index: index + 1 })}
          values={rule.values}
          onValues={(values) => set({ values })}
        />
      )}
      {rule.check === 'pattern' && (
        <TextField
          mono
          aria-label={t('Pattern of rule {{index}}', { index: index + 1 })}
          placeholder="[A-Z]{2}[0-9]{4}"
          value={rule.pattern}
          onChange={(event) => set({ pattern: event.target.value })}
        />
      )}
      {rule.check === 'fresh' && (
        <div className="flex">{number('hours', t('at most'), rule.hours, t('hours old'))}</div>
      )}
      {'share' in rule && (
        <label className="flex items-center gap-1.5 text-12 text-ink-3">
          <span className="shrink-0">{t('but for')}</span>
          <span className="w-20">
            <NumberField
              {...props}
              id={`${props.id}-${index}-share`}
              field={{ ...field, ui: { widget: 'number', unit: '%' }, min: 0, max: 100, initial: 0 }}
              value={Number((rule.share * 100).toPrecision(6))}
              problems={[]}
              onChange={(percent) =>
                set({ share: typeof percent === 'number' ? Math.min(1, Math.max(0, percent / 100)) : 0 })
              }
            />
          </span>
          <span>{t('of the rows')}</span>
        </label>
      )}
    </li>
  )
}

interface ValuesInputProps {
  id: string
  label: string
  values: readonly string[]
  onValues: (values: string[]) => void
}

const toValues = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Values, one a line. */
function ValuesInput({ id, label, values, onValues }: ValuesInputProps) {
  const { t } = useT()
  const [draft, setDraft] = useState('')
  // What was typed stands for as long as it is the value: undo, or someone else, may have set another.
  const text = toValues(draft).join('\n') === values.join('\n') ? draft : values.join('\n')
  return (
    <TextArea
      id={id}
      mono
      rows={Math.min(6, Math.max(2, values.length + 1))}
      aria-label={label}
      placeholder={t('one value a line')}
      value={text}
      onChange={(event) => {
        setDraft(event.target.value)
        onValues(toValues(event.target.value))
      }}
    />
  )
}

/** What must hold of a table, rule by rule. */
export function RulesField(props: FieldProps) {
  const { t } = useT()
  const { field, value, problems, menu, onChange } = props
  const rules = toRules(value)
  const full = field.maxItems !== undefined && rules.length >= field.maxItems
  return (
    <FieldSection
      title={field.title}
      count={String(rules.length)}
      help={field.description}
      problems={problems}
      aside={
        <>
          {menu}
          <Button
            size="sm"
            disabled={full}
            onClick={() => onChange([...rules, { check: 'present', column: '', share: 0 }])}
          >
            <Plus aria-hidden />
            {t('Add a rule')}
          </Button>
        </>
      }
    >
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {rules.map((rule, index) => (
          <RuleRow
            // Rules have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            {...props}
            index={index}
            rule={rule}
            onRule={(next) => onChange(next ? rules.with(index, next) : rules.toSpliced(index, 1))}
          />
        ))}
      </ul>
    </FieldSection>
  )
}
