'use client'

import { LayoutList, Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import {
  layerTitles,
  type LayerType,
  type NetworkLayer,
  networkPresets,
} from '../../../../../nodes/kit/network-layers.ts'
import { shapeText } from '../../../../../nodes/kit/network-shapes.ts'
import { IconButton } from '../../../../components/icon-button.tsx'
import { Menu, MenuItem } from '../../../../components/menu.tsx'
import { useT } from '../../../../i18n/use-t.ts'
import { useNetworkShapes } from '../../../hooks/use-network-shapes.ts'
import { fitPreset, moveTo, newLayer } from '../../../store/layer-fields.ts'
import { formatCount } from '../../../words.ts'
import type { FieldProps } from './field-props.ts'
import { FieldSection } from './field-row.tsx'
import { LayerFigures, LayerProblem, NetworkLayerRow } from './network-layer-row.tsx'

const toLayers = (value: unknown): readonly NetworkLayer[] =>
  Array.isArray(value) ? (value as NetworkLayer[]) : []

/** The layers of a network, from the input to the output, each with what leaves it. */
export function NetworkField(props: FieldProps) {
  const { t } = useT()
  const { nodeId, field, value, problems, menu, onChange } = props
  const layers = toLayers(value)
  const { input, shapes } = useNetworkShapes(nodeId, layers)
  const [open, setOpen] = useState<number | null>(null)
  const [held, setHeld] = useState<number | null>(null)
  const list = useRef<HTMLOListElement>(null)
  const full = field.maxItems !== undefined && layers.length >= field.maxItems

  const add = (type: LayerType): void => {
    const at = open === null ? layers.length : open + 1
    onChange([...layers.slice(0, at), newLayer(type, input), ...layers.slice(at)])
    setOpen(at)
  }
  const move = (from: number, to: number): void => {
    if (from === to || to < 0 || to >= layers.length) return
    onChange(moveTo(layers, from, to))
    if (open === from) setOpen(to)
    else if (open !== null) setOpen(null)
    list.current?.querySelectorAll<HTMLElement>('[data-grip]')[to]?.focus()
  }

  return (
    <FieldSection
      title={field.title}
      help={input ? field.description : t('Connect it to a Train to see the shapes.')}
      problems={problems}
      aside={
        <>
          {menu}
          <Menu
            trigger={
              <IconButton size="sm" label={t('Begin with a known network')}>
                <LayoutList aria-hidden />
              </IconButton>
            }
          >
            {Object.entries(networkPresets).map(([title, preset]) => (
              <MenuItem
                key={title}
                onSelect={() => {
                  setOpen(null)
                  onChange(fitPreset(preset, input))
                }}
              >
                {t(title)}
              </MenuItem>
            ))}
          </Menu>
          <Menu
            trigger={
              <IconButton size="sm" label={t('Add a layer')} disabled={full}>
                <Plus aria-hidden />
              </IconButton>
            }
          >
            {(Object.keys(layerTitles) as LayerType[]).map((type) => (
              <MenuItem key={type} onSelect={() => add(type)}>
                {t(layerTitles[type])}
              </MenuItem>
            ))}
          </Menu>
        </>
      }
    >
      <div className="network">
        <p className="network-end">
          <span>{t('Input')}</span>
          <span className="network-figures">{input ? shapeText(input.shape) : '–'}</span>
        </p>
        <ol ref={list} aria-label={t('Layers')}>
          {layers.map((layer, index) => (
            // Layers have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <NetworkLayerRow
              key={index}
              layer={layer}
              index={index}
              made={shapes.layers[index] ?? { shape: null, parameters: null }}
              open={open === index}
              onToggle={() => setOpen(open === index ? null : index)}
              held={held === index}
              onMove={move}
              onHold={(at) => {
                if (at !== null) setOpen(null)
                setHeld(at)
              }}
              onRemove={() => {
                setOpen(null)
                onChange(layers.filter((_, at) => at !== index))
              }}
              onChange={(next) => onChange(layers.map((other, at) => (at === index ? next : other)))}
            />
          ))}
        </ol>
        <div className="network-end">
          <span>{t('Output, from the target')}</span>
          <LayerFigures {...shapes.output} />
        </div>
        {shapes.output.problem !== undefined && (
          <LayerProblem name="The output layer" problem={shapes.output.problem} />
        )}
        <p className="network-end">
          <span>{t('All weights')}</span>
          <span className="network-figures">
            {shapes.parameters === null ? '–' : formatCount(shapes.parameters)}
          </span>
        </p>
      </div>
    </FieldSection>
  )
}
