'use client'

import { useState } from 'react'
import type { InputForm, InputValue } from '../../nodes/graph/pipeline-inputs.ts'
import { parseNumber } from '../canvas/components/inspector/fields/number-field.tsx'
import { useT } from '../i18n/use-t.ts'
import { Select } from './select.tsx'
import { Switch } from './switch.tsx'
import { Field, TextField } from './text-field.tsx'

interface InputValueFieldProps {
  id: string
  input: Pick<InputForm, 'type' | 'choices'>
  value: InputValue
  onChange: (value: InputValue) => void
  describedBy?: string
}

/** The control for one value of a pipeline's parameter. */
export function InputValueField({ id, input, value, onChange, describedBy }: InputValueFieldProps) {
  const { t } = useT()
  const [draft, setDraft] = useState<string | null>(null)
  if (input.type === 'boolean') {
    return (
      <span className="flex h-7 items-center">
        <Switch id={id} checked={value === true} onCheckedChange={onChange} />
      </span>
    )
  }
  if (input.choices) {
    const { choices } = input
    const known = Object.hasOwn(choices, String(value))
    return (
      <Select
        id={id}
        className="w-full"
        value={String(value)}
        invalid={!known}
        onValueChange={onChange}
        options={[
          ...Object.entries(choices).map(([key, label]) => ({ value: key, label })),
          ...(known ? [] : [{ value: String(value), label: String(value) }]),
        ]}
      />
    )
  }
  const unreadable = input.type === 'number' && draft !== null && parseNumber(draft) === null
  return (
    <TextField
      id={id}
      aria-describedby={describedBy}
      inputMode={input.type === 'number' ? 'decimal' : 'text'}
      invalid={unreadable}
      suffix={unreadable ? t('not a number') : undefined}
      value={draft ?? String(value)}
      onChange={(event) => {
        const typed = event.target.value
        setDraft(typed)
        const next = input.type === 'number' ? parseNumber(typed) : typed
        if (next !== null) onChange(next)
      }}
      onBlur={() => setDraft(null)}
    />
  )
}

interface InputValuesFormProps {
  inputs: readonly InputForm[]
  values: Readonly<Record<string, InputValue>>
  onChange: (name: string, value: InputValue) => void
}

/** Asks for values of a pipeline's parameters; a value that is not the default says so. */
export function InputValuesForm({ inputs, values, onChange }: InputValuesFormProps) {
  const { t } = useT()
  return (
    <div className="grid gap-3">
      {inputs.map((input) => {
        const id = `value-${input.name}`
        const value = values[input.name] ?? input.default
        const words = valueWords(input, input.default)
        return (
          <Field
            key={input.name}
            label={t(input.title)}
            htmlFor={id}
            help={
              value === input.default ? undefined : (
                <button
                  type="button"
                  className="text-accent-ink hover:underline"
                  onClick={() => onChange(input.name, input.default)}
                >
                  {t('Back to {{value}}', { value: words })}
                </button>
              )
            }
          >
            <InputValueField
              id={id}
              input={input}
              value={value}
              onChange={(next) => onChange(input.name, next)}
            />
          </Field>
        )
      })}
    </div>
  )
}

/** A value of a pipeline's parameter, for reading. */
export function valueWords(input: Pick<InputForm, 'choices'>, value: InputValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (value === '') return 'empty'
  return input.choices?.[String(value)] ?? String(value)
}
