import { z } from 'zod'
import { type LayerType, networkLayer, type NetworkLayer } from '../../../nodes/kit/network-layers.ts'

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
  const?: string
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

/** What a layer is set to, in few words: `16 · 3 · same · relu`; what is off is left out. */
export const layerSummary = (layer: NetworkLayer): string =>
  layerFields(layer.type)
    .flatMap(({ name, kind }) => {
      const value = (layer as unknown as Record<string, unknown>)[name]
      if (kind === 'switch') return []
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
