import { z } from 'zod'
import {
  layerOf,
  layerTitles,
  type LayerType,
  networkLayer,
  type NetworkLayer,
} from '../../../nodes/kit/network-layers.ts'
import type { NetworkInput } from '../../../nodes/kit/network-shapes.ts'

/** One setting of a layer, as its JSON schema has it. */
export interface LayerField {
  name: string
  kind: 'number' | 'choice' | 'switch' | 'shape'
  integer: boolean
  min: number | undefined
  max: number | undefined
  initial: unknown
  options: readonly string[]
}

interface Property {
  type?: string
  enum?: string[]
  minimum?: number
  maximum?: number
  default?: unknown
}

const byType = new Map<string, readonly LayerField[]>(
  networkLayer.options.map((option) => {
    const properties = Object.entries(z.toJSONSchema(option).properties ?? {}) as [string, Property][]
    return [option.shape.type.value, properties.filter(([name]) => name !== 'type').map(toField)]
  }),
)

function toField([name, property]: [string, Property]): LayerField {
  const { type } = property
  return {
    name,
    kind: property.enum ? 'choice' : type === 'boolean' ? 'switch' : type === 'array' ? 'shape' : 'number',
    integer: type === 'integer',
    min: property.minimum,
    max: property.maximum,
    initial: property.default,
    options: property.enum ?? [],
  }
}

/** The settings of a type of layer, in the order of its definition. */
export const layerFields = (type: LayerType): readonly LayerField[] => byType.get(type) ?? []

/** What a layer is set to, in few words: `16 · 3 · same · relu`. `say` gives the word for a switch that is on. */
export const layerSummary = (layer: NetworkLayer, say: (field: string) => string): string =>
  layerFields(layer.type)
    .flatMap(({ name, kind }) => {
      const value = (layer as unknown as Record<string, unknown>)[name]
      if (kind === 'switch') return value === true ? [say(name)] : []
      if (name === 'stride' && value === 1) return []
      return [Array.isArray(value) ? value.join(' × ') : String(value)]
    })
    .join(' · ')

/** Reads `8, 8, 1` or `8 × 8 × 1` as lengths; null where they are none, or more than three. */
export function parseShape(text: string): number[] | null {
  const lengths = text
    .split(/[\s,;×x]+/)
    .filter(Boolean)
    .map(Number)
  const valid = lengths.every((length) => Number.isInteger(length) && length >= 1 && length <= 65_536)
  return valid && lengths.length >= 1 && lengths.length <= 3 ? lengths : null
}

/** Takes the entry at `from` to `to`, the others close up. */
export function moveTo<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list]
  const [entry] = next.splice(from, 1)
  if (entry !== undefined) next.splice(to, 0, entry)
  return next
}

/** A network in one line, for lists of several: `Convolution 2D 16 · Max pooling 2 · Dense 64`. */
export const networkText = (layers: readonly NetworkLayer[], say: (title: string) => string): string =>
  layers
    .map((layer) => {
      const size = sizeOf(layer)
      return size === undefined ? say(layerTitles[layer.type]) : `${say(layerTitles[layer.type])} ${size}`
    })
    .join(' · ')

const sizeOf = (layer: NetworkLayer): number | undefined =>
  'units' in layer
    ? layer.units
    : 'filters' in layer
      ? layer.filters
      : 'size' in layer
        ? layer.size
        : undefined

/** The same network with half, and with twice the units and filters. */
export const networkVariants = (layers: readonly NetworkLayer[]): NetworkLayer[][] =>
  [0.5, 2].map((factor) =>
    layers.map((layer) => {
      const scaled = (size: number): number => Math.min(2048, Math.max(1, Math.round(size * factor)))
      if ('units' in layer) return { ...layer, units: scaled(layer.units) }
      return 'filters' in layer ? { ...layer, filters: scaled(layer.filters) } : layer
    }),
  )

/** Whether a setting is a network by layers, with at least one. */
export const isNetwork = (value: unknown): value is NetworkLayer[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => networkLayer.safeParse(each).success)

/** A square image of a flat row of values where their number is a square, else a series of single values. */
function shapeFor(values: number, image: boolean): number[] {
  const side = Math.sqrt(values)
  return image && Number.isInteger(side) ? [side, side, 1] : [values, 1]
}

/** The number of values where they enter as one flat row of known length; null otherwise. */
const flatLength = (input: NetworkInput | null): number | null =>
  input?.shape.length === 1 && input.tokens === undefined ? (input.shape[0] ?? null) : null

/** A layer to add, set to what enters where that is known. */
export function newLayer(type: LayerType, input: NetworkInput | null): NetworkLayer {
  const layer = layerOf(type)
  const values = flatLength(input)
  return layer.type === 'reshape' && values !== null ? { ...layer, shape: shapeFor(values, true) } : layer
}

/** A known network with a *Reshape* in front where it reads images or series and flat rows enter. */
export function fitPreset(preset: readonly NetworkLayer[], input: NetworkInput | null): NetworkLayer[] {
  const values = flatLength(input)
  const first = preset[0]?.type
  const image = first === 'conv2d' || first === 'separableConv2d'
  const series = first === 'lstm' || first === 'gru' || first === 'simpleRnn' || first === 'conv1d'
  if (values === null || (!series && !(image && shapeFor(values, true).length === 3))) return [...preset]
  return [{ type: 'reshape', shape: shapeFor(values, image) }, ...preset]
}
