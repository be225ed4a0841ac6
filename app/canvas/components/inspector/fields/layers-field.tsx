'use client'

import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { IconButton } from '../../../../components/icon-button.tsx'
import { Select } from '../../../../components/select.tsx'
import { moveTo } from '../../../store/layer-fields.ts'
import { formatCount } from '../../../words.ts'
import { useT } from '../../../../i18n/use-t.ts'
import type { FieldProps } from './field-props.ts'
import { FieldSection } from './field-row.tsx'
import { NumberField } from './number-field.tsx'

interface Layer {
  units: number
  activation: string
}

const toLayers = (value: unknown): readonly Layer[] => (Array.isArray(value) ? (value as Layer[]) : [])

interface LayerRowProps extends FieldProps {
  index: number
  layers: readonly Layer[]
}

function LayerRow(props: LayerRowProps) {
  const { t } = useT()
  const { field, index, layers, id, onChange } = props
  const layer = layers[index]
  if (!layer) return null
  const before = layers[index - 1]?.units
  const activations = field.itemChoices.activation ?? [layer.activation]
  const set = (patch: Partial<Layer>): void =>
    onChange(layers.map((other, at) => (at === index ? { ...other, ...patch } : other)))
  const name = t('Layer {{index}}', { index: index + 1 })
  return (
    <li className="layer-row" aria-label={name}>
      <span className="w-4 text-right text-12 text-ink-3">{index + 1}</span>
      <label className="sr-only" htmlFor={`${id}-${index}`}>
        {t('Units of layer {{index}}', { index: index + 1 })}
      </label>
      <NumberField
        {...props}
        id={`${id}-${index}`}
        field={{ ...field, ui: { widget: 'number', step: 1 }, integer: true, min: 1, max: 4096, initial: 32 }}
        value={layer.units}
        problems={[]}
        onChange={(units) => set({ units: typeof units === 'number' ? units : 1 })}
      />
      <Select
        label={t('Activation of layer {{index}}', { index: index + 1 })}
        className="w-full"
        value={layer.activation}
        options={activations.map((choice) => ({ value: choice, label: choice }))}
        onValueChange={(activation) => set({ activation })}
      />
      <span
        className="w-11 truncate text-right font-mono text-12 text-ink-3"
        title={
          before === undefined
            ? t('Its weights depend on the features that arrive')
            : t('{{before}} → {{units}}, weights', { before, units: layer.units })
        }
      >
        {before === undefined ? '' : formatCount((before + 1) * layer.units)}
      </span>
      <span className="-mr-1 flex">
        <IconButton
          size="sm"
          tooltip={false}
          label={t('Move layer {{index}} up', { index: index + 1 })}
          disabled={index === 0}
          onClick={() => onChange(moveTo(layers, index, index - 1))}
        >
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton
          size="sm"
          tooltip={false}
          label={t('Move layer {{index}} down', { index: index + 1 })}
          disabled={index === layers.length - 1}
          onClick={() => onChange(moveTo(layers, index, index + 1))}
        >
          <ArrowDown aria-hidden />
        </IconButton>
        <IconButton
          size="sm"
          tooltip={false}
          label={t('Remove layer {{index}}', { index: index + 1 })}
          onClick={() => onChange(layers.filter((_, at) => at !== index))}
        >
          <X aria-hidden />
        </IconButton>
      </span>
    </li>
  )
}

/** The hidden layers of a network, from the input on. */
export function LayersField(props: FieldProps) {
  const { t } = useT()
  const { field, value, problems, menu, onChange } = props
  const layers = toLayers(value)
  const full = field.maxItems !== undefined && layers.length >= field.maxItems
  return (
    <FieldSection
      title={field.title}
      help={layers.length === 0 ? t('None: a linear model.') : field.description}
      problems={problems}
      aside={
        <>
          {menu}
          <IconButton
            size="sm"
            label={t('Add a layer')}
            disabled={full}
            onClick={() => onChange([...layers, { units: layers.at(-1)?.units ?? 32, activation: 'relu' }])}
          >
            <Plus aria-hidden />
          </IconButton>
        </>
      }
    >
      <ul className="grid gap-1">
        {layers.map((_, index) => (
          // Layers have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <LayerRow key={index} {...props} index={index} layers={layers} />
        ))}
      </ul>
    </FieldSection>
  )
}
