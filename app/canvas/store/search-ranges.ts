import type { Category } from '../../../nodes/kit/define.ts'
import { type SearchRange, searchRange } from '../../../nodes/kit/search-range.ts'
import type { NetworkLayer } from '../../../nodes/kit/network-layers.ts'
import type { FormField } from './form-fields.ts'
import { networkVariants } from './layer-fields.ts'

/** Search ranges as the inspector makes and changes them. Pure. */

export type NumberRange = Exclude<SearchRange, { kind: 'choice' }>
type ChoiceRange = Extract<SearchRange, { kind: 'choice' }>
type Option = ChoiceRange['options'][number]

/** How a form names the kinds of range. */
export type RangeKind = 'even' | 'log' | 'choice'

/** What stands before a Tune; settings of other nodes can't be tried. */
const searched: readonly Category[] = ['clean', 'features', 'models', 'train', 'combine', 'compress']

export function isSearchable(field: FormField, node: { type: string; category: Category }): boolean {
  if (!searched.includes(node.category) || node.type === 'train.tune') return false
  const { ui } = field
  if (ui.widget === 'number') return ui.tunable === true
  return ['choice', 'switch', 'layers', 'network'].includes(ui.widget)
}

/** The range that stands in place of a value; undefined for anything else. */
export function rangeOf(value: unknown): SearchRange | undefined {
  if (typeof value !== 'object' || value === null || !('search' in value)) return undefined
  return searchRange.safeParse(value.search).data
}

export interface Layer {
  units: number
  activation: string
}

const layersOf = (...units: readonly number[]): Layer[] =>
  units.map((each) => ({ units: each, activation: 'relu' }))

/** Hidden layers to choose among. */
const layerPresets: readonly Layer[][] = [
  [],
  layersOf(32),
  layersOf(64, 32),
  layersOf(128, 64),
  layersOf(128, 64, 32),
  layersOf(256, 128),
]

/** `64 · 32`; activations other than ReLU are named. */
export const layersText = (layers: readonly Layer[]): string =>
  layers
    .map(({ units, activation }) => (activation === 'relu' ? units : `${units} ${activation}`))
    .join(' · ')

/** Reads `64, 32` as two layers; null where it is no list of whole numbers from 1 to 4096. */
export function parseLayers(text: string): Layer[] | null {
  const units = text
    .split(/[\s,;·]+/)
    .filter(Boolean)
    .map(Number)
  return units.length > 0 && units.every((each) => Number.isInteger(each) && each >= 1 && each <= 4096)
    ? layersOf(...units)
    : null
}

const sameOption = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** All options that a field offers, those of the range that are not among them at the end. */
export function offeredOptions(field: FormField, range: ChoiceRange): Option[] {
  const { ui } = field
  const offered: readonly unknown[] =
    ui.widget === 'choice'
      ? Object.keys(ui.labels)
      : ui.widget === 'switch'
        ? [false, true]
        : ui.widget === 'layers'
          ? layerPresets
          : []
  const known = offered as readonly Option[]
  return [...known, ...range.options.filter((option) => !known.some((other) => sameOption(other, option)))]
}

/** With an option taken in or out, in the order of `offered`; the last one stays. */
export function toggleOption(range: ChoiceRange, option: Option, offered: readonly Option[]): ChoiceRange {
  const has = (options: readonly Option[], each: Option) => options.some((other) => sameOption(other, each))
  const options = offered.filter((each) => has(range.options, each) !== sameOption(each, option))
  return options.length === 0 ? range : { kind: 'choice', options }
}

export const hasOption = (range: ChoiceRange, option: Option): boolean =>
  range.options.some((other) => sameOption(other, option))

const isLogField = (field: FormField): boolean => field.ui.widget === 'number' && field.ui.scale === 'log'

const rounded = (value: number): number => Number(value.toPrecision(2))

const clampTo = ({ min = -Infinity, max = Infinity }: FormField, value: number): number =>
  Math.min(max, Math.max(min, value))

/** A range to begin with, around the value that a field has. */
export function initialRange(field: FormField, value: unknown): SearchRange {
  if (field.ui.widget === 'network') {
    const own = (value ?? field.initial) as readonly NetworkLayer[]
    const options = [own, ...networkVariants(own)].filter(
      (option, index, all) => all.findIndex((other) => sameOption(other, option)) === index,
    )
    return { kind: 'choice', options: options as unknown as Option[] }
  }
  if (field.ui.widget !== 'number') {
    const offered = offeredOptions(field, { kind: 'choice', options: [(value ?? field.initial) as Option] })
    const first = field.ui.widget === 'layers' ? offered.slice(1, 4) : offered
    const own = offered.find((option) => sameOption(option, value))
    return { kind: 'choice', options: own === undefined || first.includes(own) ? first : [own, ...first] }
  }
  const around = typeof value === 'number' ? value : Number(field.initial ?? 0)
  return isLogField(field) ? logRange(field, around) : evenRange(field, around)
}

function logRange(field: FormField, around: number): NumberRange {
  const wide = field.integer ? 4 : 10
  const [from, to] = around > 0 ? [around / wide, around * wide] : field.integer ? [1, 16] : [1e-6, 1e-2]
  const ends = [from, to].map((end) =>
    clampTo(field, field.integer ? Math.max(1, Math.round(end)) : rounded(end)),
  )
  return { kind: 'log', ...apart(field, ends), ...(field.integer && { integer: true }) }
}

function evenRange(field: FormField, around: number): NumberRange {
  const { min = 0, max = Infinity } = field
  const [from, to] =
    around === 0
      ? [min, Number.isFinite(max) ? (min + max) / 2 : min + (field.integer ? 10 : 1)]
      : [around / 2, around * 2].toSorted((a, b) => a - b)
  const ends = [from as number, to as number].map((end) =>
    clampTo(field, field.integer ? Math.round(end) : rounded(end)),
  )
  return { kind: field.integer ? 'integer' : 'linear', ...apart(field, ends) }
}

/** Both ends; where they fell together, the bounds of the field. */
function apart(field: FormField, [from = 0, to = 0]: readonly number[]): { min: number; max: number } {
  if (from < to) return { min: from, max: to }
  return { min: field.min ?? from - 1, max: field.max ?? to + 1 }
}

export const kindOf = (range: SearchRange): RangeKind =>
  range.kind === 'choice' || range.kind === 'log' ? range.kind : 'even'

/** The same stretch of numbers searched in another way. */
export function withKind(field: FormField, range: SearchRange, kind: RangeKind): SearchRange {
  const numbers = range.kind === 'choice' ? range.options.filter((option) => typeof option === 'number') : []
  const [min, max] =
    range.kind !== 'choice'
      ? [range.min, range.max]
      : numbers.length > 1
        ? [Math.min(...numbers), Math.max(...numbers)]
        : Object.values(apart(field, [numbers[0] ?? 0, numbers[0] ?? 0]))
  const [from = 0, to = 0] = [min, max]
  if (kind === 'even') return { kind: field.integer ? 'integer' : 'linear', min: from, max: to }
  if (kind === 'log') {
    const start = from > 0 ? from : field.integer ? 1 : rounded(to / 1000)
    return { kind: 'log', min: start, max: to, ...(field.integer && { integer: true }) }
  }
  const middle = range.kind === 'log' ? Math.sqrt(from * to) : (from + to) / 2
  const between = field.integer ? Math.round(middle) : rounded(middle)
  return { kind: 'choice', options: [...new Set([from, between, to])] }
}

/** Reads `16, 32, 64`; null where anything in it is no number, or there is none. A decimal comma is not one here. */
export function parseOptions(text: string): number[] | null {
  const numbers = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number)
  return numbers.length > 0 && numbers.every((each) => Number.isFinite(each)) ? [...new Set(numbers)] : null
}
