'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { SearchRange } from '../../../../../nodes/kit/search-range.ts'
import { IconButton } from '../../../../components/icon-button.tsx'
import { Select } from '../../../../components/select.tsx'
import { Checkbox } from '../../../../components/switch.tsx'
import { TextField } from '../../../../components/text-field.tsx'
import { valueText } from '../../../../components/value-text.ts'
import { useT } from '../../../../i18n/use-t.ts'
import { isNetwork, networkText } from '../../../store/layer-fields.ts'
import {
  hasOption,
  kindOf,
  type Layer,
  layersText,
  type NumberRange,
  offeredOptions,
  parseLayers,
  parseOptions,
  toggleOption,
  withKind,
} from '../../../store/search-ranges.ts'
import type { FieldProps } from './field-props.ts'
import { NumberField } from './number-field.tsx'

type ChoiceRange = Extract<SearchRange, { kind: 'choice' }>

interface RangeProps<R extends SearchRange> extends FieldProps {
  range: R
  setRange: (range: SearchRange) => void
}

/** From one number to another. */
function EndsField({ range, setRange, ...props }: RangeProps<NumberRange>) {
  const { t } = useT()
  const { id, field } = props
  const end = (name: 'min' | 'max', label: string) => (
    <>
      <label className="sr-only" htmlFor={name === 'min' ? id : `${id}-max`}>
        {label}
      </label>
      <NumberField
        {...props}
        id={name === 'min' ? id : `${id}-max`}
        value={range[name]}
        onChange={(value) => {
          if (typeof value === 'number') setRange({ ...range, [name]: value })
        }}
      />
    </>
  )
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] items-center gap-1.5">
      {end('min', t('{{title}} from', { title: field.title }))}
      <span aria-hidden className="text-12 text-ink-3">
        –
      </span>
      {end('max', t('{{title}} to', { title: field.title }))}
    </div>
  )
}

/** Numbers one by one, as text. */
function NumberOptions({ range, setRange, id, field, describedBy, problems }: RangeProps<ChoiceRange>) {
  const { t } = useT()
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <TextField
      id={id}
      aria-label={t('Values of {{title}} to try', { title: field.title })}
      aria-describedby={describedBy}
      placeholder="16, 32, 64"
      invalid={(draft !== null && parseOptions(draft) === null) || problems.length > 0}
      value={draft ?? valueText(range.options)}
      onChange={(event) => {
        setDraft(event.target.value)
        const options = parseOptions(event.target.value)
        if (options) setRange({ kind: 'choice', options })
      }}
      onBlur={() => setDraft(null)}
    />
  )
}

/** Options to tick: those that the field offers, and those of one's own. */
function TickedOptions({ range, setRange, field }: RangeProps<ChoiceRange>) {
  const { t } = useT()
  const offered = offeredOptions(field, range)
  const { ui } = field
  const labelOf = (option: ChoiceRange['options'][number]): string => {
    if (ui.widget === 'choice' && typeof option === 'string') return ui.labels[option] ?? option
    if (ui.widget === 'layers') return layersText(option as unknown as Layer[]) || t('no hidden layer')
    if (isNetwork(option)) return networkText(option, t)
    return valueText(option)
  }
  return (
    <ul className="py-0.5" aria-label={t('Values of {{title}} to try', { title: field.title })}>
      {offered.map((option) => {
        const label = labelOf(option)
        return (
          <li key={JSON.stringify(option)} className="flex min-h-6 items-center gap-2">
            <Checkbox
              label={label}
              checked={hasOption(range, option)}
              onCheckedChange={() => setRange(toggleOption(range, option, offered))}
            />
            <span aria-hidden>{label}</span>
          </li>
        )
      })}
    </ul>
  )
}

function AddLayers({ range, setRange, id }: RangeProps<ChoiceRange>) {
  const { t } = useT()
  const [text, setText] = useState('')
  const layers = parseLayers(text)
  const add = (): void => {
    if (!layers) return
    const option = layers.map((layer) => ({ ...layer }))
    if (!hasOption(range, option)) setRange({ kind: 'choice', options: [...range.options, option] })
    setText('')
  }
  return (
    <div className="flex items-center gap-1">
      <TextField
        id={id}
        className="flex-1"
        aria-label={t('Units of further layers to try')}
        placeholder={t('further, such as 96, 48')}
        invalid={text.trim() !== '' && layers === null}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') add()
        }}
      />
      <IconButton size="sm" label={t('Add these layers')} disabled={layers === null} onClick={add}>
        <Plus aria-hidden />
      </IconButton>
    </div>
  )
}

/** In place of a control: what *Tune* may try. */
export function RangeField(props: FieldProps & { range: SearchRange }) {
  const { t } = useT()
  const { field, range, onChange } = props
  const setRange = (next: SearchRange): void => onChange({ search: next })
  if (field.ui.widget !== 'number') {
    if (range.kind !== 'choice') return <p className="text-ink-2">{t('a search range')}</p>
    const own = { ...props, range, setRange }
    return (
      <div className="range-field">
        <TickedOptions {...own} />
        {field.ui.widget === 'layers' && <AddLayers {...own} />}
      </div>
    )
  }
  return (
    <div className="range-field">
      {range.kind === 'choice' ? (
        <NumberOptions {...props} range={range} setRange={setRange} />
      ) : (
        <EndsField {...props} range={range} setRange={setRange} />
      )}
      <Select
        label={t('How {{title}} is searched', { title: field.title })}
        className="w-full"
        value={kindOf(range)}
        options={[
          { value: 'even', label: t('Evenly') },
          { value: 'log', label: t('On a log scale') },
          { value: 'choice', label: t('These values only') },
        ]}
        onValueChange={(kind) => setRange(withKind(field, range, kind))}
      />
    </div>
  )
}
