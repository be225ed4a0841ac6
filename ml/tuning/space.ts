import type { SearchRange, SearchSpace, Settings } from '../../nodes/kit/search-range.ts'
import type { Generator } from '../training/random.ts'
import { uniform } from './random.ts'

/**
 * A range as a line to search along: the value, its logarithm, or the index of an option. A whole number stands for
 * the unit around it, so that those at the ends are as likely as the others.
 */
export type Axis =
  | { kind: 'number'; low: number; high: number; isLog: boolean; isWhole: boolean; min: number; max: number }
  | { kind: 'choice'; options: readonly unknown[] }

export function axisOf(range: SearchRange): Axis {
  if (range.kind === 'choice') return { kind: 'choice', options: range.options }
  const isLog = range.kind === 'log'
  const isWhole = range.kind === 'integer' || (range.kind === 'log' && range.integer === true)
  const min = isWhole ? Math.ceil(range.min) : range.min
  const max = isWhole ? Math.floor(range.max) : range.max
  const half = isWhole ? 0.5 : 0
  const along = isLog ? Math.log : (value: number) => value
  return { kind: 'number', low: along(min - half), high: along(max + half), isLog, isWhole, min, max }
}

/** Where a value stands on its axis; a number outside the range at its nearer end; null for what is no value of it. */
export function toCoordinate(axis: Axis, value: unknown): number | null {
  if (axis.kind === 'choice') {
    const index = axis.options.findIndex((option) => isSameJson(option, value))
    return index < 0 ? null : index
  }
  if (typeof value !== 'number' || Number.isNaN(value)) return null
  const inside = Math.min(Math.max(value, axis.min), axis.max)
  return axis.isLog ? Math.log(inside) : inside
}

/** Of a number that is not whole: enough for any setting, and few enough to read. */
const DIGITS = 5

/** The value at a place of an axis: rounded, and never outside the range. */
export function fromCoordinate(axis: Axis, coordinate: number): unknown {
  if (axis.kind === 'choice') return axis.options[coordinate]
  const value = axis.isLog ? Math.exp(coordinate) : coordinate
  const rounded = axis.isWhole ? Math.round(value) : Number(value.toPrecision(DIGITS))
  return Math.min(Math.max(rounded, axis.min), axis.max)
}

/** Evenly along the axis. */
export const sampleAxis = (axis: Axis, generator: Generator): number =>
  axis.kind === 'choice'
    ? generator.below(axis.options.length)
    : axis.low + (axis.high - axis.low) * uniform(generator)

/** Settings drawn evenly from the whole space. */
export const sampleSettings = (space: SearchSpace, generator: Generator): Settings =>
  Object.fromEntries(
    Object.entries(space).map(([name, range]) => {
      const axis = axisOf(range)
      return [name, fromCoordinate(axis, sampleAxis(axis, generator))]
    }),
  )

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Databases keep no order of keys. */
function isSameJson(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return a === b
  const keys = Object.keys(a)
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]))
  )
}
