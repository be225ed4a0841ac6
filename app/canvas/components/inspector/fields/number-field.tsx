'use client'

import { useState } from 'react'
import { TextField } from '../../../../components/text-field.tsx'
import { useT } from '../../../../i18n/use-t.ts'
import type { FieldProps } from './field-props.ts'

/** Reads what was typed: a decimal comma is a point; null where it is no number. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim().replace(',', '.').replace('−', '-')
  if (trimmed === '') return null
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : null
}

/** One step up or down, without the digits that binary fractions would add. */
export function stepNumber(value: number, step: number, direction: 1 | -1): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step)) + 1)
  return Number((value + direction * step).toFixed(Math.min(12, digits + 2)))
}

/** A number; arrow keys go up and down by its step. */
export function NumberField({ field, value, id, describedBy, problems, onChange }: FieldProps) {
  const { t } = useT()
  const shown = typeof value === 'number' ? String(value) : ''
  const [draft, setDraft] = useState<string | null>(null)
  const typed = draft === null ? null : parseNumber(draft)
  // What was typed stands for as long as it is the value: undo, or someone else, may have set another.
  const text = draft === null || (typed !== null && typed !== value) ? shown : draft
  const unreadable = draft !== null && draft.trim() !== '' && parseNumber(draft) === null
  const ui = field.ui.widget === 'number' ? field.ui : undefined
  const step = ui?.step ?? 1

  const nudge = (direction: 1 | -1): void => {
    const current = parseNumber(text) ?? (typeof field.initial === 'number' ? field.initial : 0)
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field
    setDraft(null)
    onChange(Math.min(max, Math.max(min, stepNumber(current, step, direction))))
  }

  return (
    <TextField
      id={id}
      inputMode={field.integer ? 'numeric' : 'decimal'}
      aria-describedby={describedBy}
      invalid={unreadable || problems.some((problem) => problem.severity === 'error')}
      suffix={unreadable ? t('not a number') : ui?.unit}
      value={text}
      onChange={(event) => {
        const entered = event.target.value
        setDraft(entered)
        const number = parseNumber(entered)
        if (number !== null) onChange(number)
        else if (entered.trim() === '') onChange(undefined)
      }}
      onBlur={() => setDraft(null)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        nudge(event.key === 'ArrowUp' ? 1 : -1)
      }}
    />
  )
}
