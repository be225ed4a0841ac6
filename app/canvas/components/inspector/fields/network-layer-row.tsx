'use client'

import { GripVertical, X } from 'lucide-react'
import { type PointerEvent, useId, useRef, useState } from 'react'
import { layerTitles, type NetworkLayer } from '../../../../../nodes/kit/network-layers.ts'
import { type LayerShape, shapeText } from '../../../../../nodes/kit/network-shapes.ts'
import { cn } from '../../../../components/cn.ts'
import { IconButton, iconButtonClass } from '../../../../components/icon-button.tsx'
import { Select } from '../../../../components/select.tsx'
import { Switch } from '../../../../components/switch.tsx'
import { TextField } from '../../../../components/text-field.tsx'
import { msg } from '../../../../i18n/msg.ts'
import { useT } from '../../../../i18n/use-t.ts'
import { type LayerField, layerFields, layerSummary, parseShape } from '../../../store/layer-fields.ts'
import { formatCount } from '../../../words.ts'
import { MessageText } from '../../message-text.tsx'
import { parseNumber } from './number-field.tsx'

const titles: Readonly<Record<string, string>> = {
  units: msg('Units'),
  filters: msg('Filters'),
  kernel: msg('Kernel'),
  stride: msg('Stride'),
  padding: msg('Padding'),
  activation: msg('Activation'),
  size: msg('Size'),
  shape: msg('Shape'),
  rate: msg('Rate'),
  momentum: msg('Momentum'),
  sequences: msg('All steps'),
  bidirectional: msg('Both ways'),
  back: msg('Layers back'),
}

/** What leaves a layer, and its weights; a dash where that is not known. */
export function LayerFigures({ shape, parameters }: LayerShape) {
  const { t } = useT()
  return (
    <span className="network-figures">
      <span title={t('The shape that leaves it, per row')}>{shape ? shapeText(shape) : '–'}</span>
      <span className="text-ink-3" title={t('Weights')}>
        {parameters === null ? '–' : parameters === 0 ? '' : formatCount(parameters)}
      </span>
    </span>
  )
}

/** Why a layer does not fit; the sentence begins with its name. */
export function LayerProblem({ name, problem }: { name: string; problem: string }) {
  return (
    <p role="alert" className="network-problem">
      <MessageText>{`${name} ${problem}`}</MessageText>
    </p>
  )
}

interface SettingProps {
  id: string
  setting: LayerField
  value: unknown
  onChange: (value: unknown) => void
}

function Setting({ id, setting, value, onChange }: SettingProps) {
  const { t } = useT()
  const [draft, setDraft] = useState<string | null>(null)
  if (setting.kind === 'switch') {
    return <Switch id={id} checked={value === true} onCheckedChange={onChange} />
  }
  if (setting.kind === 'choice') {
    const options = setting.options.map((option) => ({ value: option, label: option }))
    return (
      <Select id={id} className="w-full" value={String(value)} options={options} onValueChange={onChange} />
    )
  }
  const read = (text: string): unknown =>
    setting.kind === 'shape' ? parseShape(text) : numberIn(setting, text)
  const shown = Array.isArray(value) ? value.join(' × ') : String(value)
  const invalid = draft !== null && read(draft) === null
  return (
    <TextField
      id={id}
      inputMode={setting.integer ? 'numeric' : setting.kind === 'shape' ? 'text' : 'decimal'}
      invalid={invalid}
      suffix={
        invalid && setting.max !== undefined
          ? t('{{min}} to {{max}}', { min: setting.min ?? 0, max: setting.max })
          : undefined
      }
      value={draft ?? shown}
      onChange={(event) => {
        setDraft(event.target.value)
        const next = read(event.target.value)
        if (next !== null) onChange(next)
      }}
      // What can't be taken stays, marked, until it is mended: it must not seem to have been taken.
      onBlur={() => {
        if (!invalid) setDraft(null)
      }}
    />
  )
}

function numberIn({ integer, min = -Infinity, max = Infinity }: LayerField, text: string): number | null {
  const number = parseNumber(text)
  return number === null || number < min || number > max || (integer && !Number.isInteger(number))
    ? null
    : number
}

interface RowProps {
  layer: NetworkLayer
  index: number
  made: LayerShape
  open: boolean
  onToggle: () => void
  held: boolean
  onMove: GripProps['onMove']
  onHold: GripProps['onHold']
  onRemove: () => void
  onChange: (layer: NetworkLayer) => void
}

/** One layer: its name, what leaves it, and, where it is open, its settings. */
export function NetworkLayerRow(props: RowProps) {
  const { layer, index, made, open, held, onToggle, onMove, onHold, onRemove, onChange } = props
  const { t } = useT()
  const id = useId()
  const fields = layerFields(layer.type)
  const title = t(layerTitles[layer.type])
  const values = layer as unknown as Record<string, unknown>
  const number = index + 1
  return (
    <li
      className={cn('network-layer', made.problem !== undefined && 'is-wrong', held && 'is-held')}
      aria-label={t('Layer {{index}}', { index: number })}
    >
      <div className="network-head">
        <Grip
          index={index}
          label={t('Move layer {{index}}: drag it, or press the arrow keys', { index: number })}
          onMove={onMove}
          onHold={onHold}
        />
        <button type="button" className="network-name" aria-expanded={open} onClick={onToggle}>
          <span>{title}</span>
          <span className="truncate text-12 text-ink-3">
            {layerSummary(layer, (name) => t(titles[name] ?? name))}
          </span>
        </button>
        <LayerFigures {...made} />
        <IconButton
          size="sm"
          tooltip={false}
          label={t('Remove layer {{index}}', { index: number })}
          onClick={onRemove}
        >
          <X aria-hidden />
        </IconButton>
      </div>
      {made.problem !== undefined && (
        <LayerProblem name={`Layer ${number} (${layerTitles[layer.type]})`} problem={made.problem} />
      )}
      {open && (
        <div className="network-settings">
          {fields.length === 0 && <p className="text-12 text-ink-3">{t('There is nothing to set here.')}</p>}
          {fields.map((setting) => (
            <div key={setting.name} className="network-setting">
              <label htmlFor={`${id}-${setting.name}`}>{t(titles[setting.name] ?? setting.name)}</label>
              <Setting
                id={`${id}-${setting.name}`}
                setting={setting}
                value={values[setting.name] ?? setting.initial}
                onChange={(value) => onChange({ ...layer, [setting.name]: value } as NetworkLayer)}
              />
            </div>
          ))}
        </div>
      )}
    </li>
  )
}

interface GripProps {
  index: number
  label: string
  onMove: (from: number, to: number) => void
  /** Where the layer that the pointer takes along stands now; null once it is let go. */
  onHold: (at: number | null) => void
}

/** Takes its layer along with the pointer, or one place up or down by key. */
function Grip({ index, label, onMove, onHold }: GripProps) {
  // Layers are told apart by their place, so the layer taken along soon stands in another row than this grip.
  const held = useRef<number | null>(null)
  const hold = (at: number | null): void => {
    held.current = at
    onHold(at)
  }
  const follow = (event: PointerEvent<HTMLButtonElement>): void => {
    if (held.current === null) return
    const rows = [...(event.currentTarget.closest('ol')?.children ?? [])]
    const over = rows.findIndex((row) => {
      const { top, bottom } = row.getBoundingClientRect()
      return event.clientY >= top && event.clientY < bottom
    })
    if (over === -1 || over === held.current) return
    onMove(held.current, over)
    hold(over)
  }
  return (
    <button
      type="button"
      data-grip
      aria-label={label}
      className={cn(iconButtonClass('sm'), 'network-grip')}
      onPointerDown={(event) => {
        hold(index)
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={follow}
      onPointerUp={() => hold(null)}
      onPointerCancel={() => hold(null)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        onMove(index, index + (event.key === 'ArrowUp' ? -1 : 1))
      }}
    >
      <GripVertical aria-hidden />
    </button>
  )
}
