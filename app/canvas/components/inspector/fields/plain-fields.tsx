'use client'

import { Segmented } from '../../../../components/segmented.tsx'
import { Select } from '../../../../components/select.tsx'
import { Switch } from '../../../../components/switch.tsx'
import { TextArea, TextField } from '../../../../components/text-field.tsx'
import type { FieldProps } from './field-props.ts'
import { FieldSection } from './field-row.tsx'

const isWrong = (props: FieldProps): boolean => props.problems.some((problem) => problem.severity === 'error')

export function TextInputField(props: FieldProps) {
  const { field, value, id, describedBy, onChange } = props
  const ui = field.ui.widget === 'text' ? field.ui : undefined
  const text = typeof value === 'string' ? value : ''
  if (ui?.multiline) {
    return (
      <TextArea
        id={id}
        rows={4}
        aria-describedby={describedBy}
        invalid={isWrong(props)}
        placeholder={ui.placeholder}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  }
  return (
    <TextField
      id={id}
      aria-describedby={describedBy}
      invalid={isWrong(props)}
      placeholder={ui?.placeholder}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** Something written in a language: letters of one width, and room for lines. */
export function CodeField(props: FieldProps) {
  const { field, value, id, problems, menu, onChange } = props
  const ui = field.ui.widget === 'text' ? field.ui : undefined
  return (
    <FieldSection title={field.title} help={field.description} problems={problems} aside={menu}>
      <TextArea
        id={id}
        rows={10}
        mono
        aria-label={field.title}
        invalid={isWrong(props)}
        placeholder={ui?.placeholder}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.target.value)}
      />
    </FieldSection>
  )
}

export function SwitchField({ value, id, onChange }: FieldProps) {
  return (
    <span className="flex h-7 items-center">
      <Switch id={id} checked={value === true} onCheckedChange={onChange} />
    </span>
  )
}

/** Two or three short choices lie side by side; more drop down. */
export function ChoiceField(props: FieldProps) {
  const { field, value, id, describedBy, onChange } = props
  const labels = field.ui.widget === 'choice' ? field.ui.labels : {}
  const options = Object.entries(labels).map(([key, label]) => ({ value: key, label }))
  const longest = Math.max(0, ...options.map((option) => option.label.length))
  const chosen = typeof value === 'string' ? value : ''
  if (
    options.length <= 3 &&
    longest * options.length <= 18 &&
    options.some((option) => option.value === chosen)
  ) {
    return (
      <Segmented
        label={field.title}
        className="w-full"
        value={chosen}
        options={options}
        onValueChange={onChange}
      />
    )
  }
  return (
    <Select
      id={id}
      className="w-full"
      value={chosen}
      options={options}
      invalid={isWrong(props)}
      onValueChange={onChange}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
    />
  )
}
