import type { ColumnKind, ColumnRole } from '../../../nodes/kit/columns.ts'

/** A column as the table draws it. */
export interface DataColumn {
  name: string
  kind: ColumnKind
  role: ColumnRole
  /** Share of missing values, 0…1, where it is known. */
  missing?: number
  /** Heights of the bars in its header. */
  bars?: readonly number[]
  /** What the bars show, in words. */
  barsLabel?: string
}

export interface Sort {
  column: string
  descending: boolean
}

/** Width of the column of row numbers. */
export const NUMBER_WIDTH = 52
export const ROW_HEIGHT = 26
/** Of rows with pictures in them. */
export const PICTURE_ROW_HEIGHT = 60
/** Side of the square that a picture is shown in. */
export const PICTURE_SIDE = 52
export const HEAD_HEIGHT = 92
/** Names only, where there are no statistics. */
export const SHORT_HEAD_HEIGHT = 29

const CHARACTER = 7.2
const MOST = 260

/** Width of a column in pixels, from its name, its kind and a few of its cells. */
export function columnWidth(column: DataColumn, sample: readonly unknown[]): number {
  const longest = sample.reduce<number>(
    (most, value) => Math.max(most, cellText(value, column.kind).length),
    column.kind === 'datetime' ? 10 : 4,
  )
  const picture = sample.some((value) => pictureIn(value, column.kind) !== undefined) ? PICTURE_SIDE + 18 : 0
  const name = 16 + 18 + column.name.length * CHARACTER
  return Math.round(Math.min(MOST, Math.max(64, picture, name + 22, 18 + longest * CHARACTER)))
}

/** The data URL of a cell that is a picture. */
export const pictureIn = (value: unknown, kind: ColumnKind): string | undefined =>
  (kind === 'image' || kind === 'vector') && typeof value === 'string' && value.startsWith('data:image/')
    ? value
    : undefined

const figures = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 7, useGrouping: false })

/** A cell in words; a missing one is the empty string, and the table says *missing*. */
export function cellText(value: unknown, kind: ColumnKind): string {
  if (value === null || value === undefined || pictureIn(value, kind) !== undefined) return ''
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : figures.format(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'string') return kind === 'datetime' ? dateText(value) : value
  return JSON.stringify(value)
}

/** `2012-01-01T00:00:00.000Z` → `2012-01-01`; with the time where there is one. */
const dateText = (value: string): string => {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?/.exec(value)
  if (!match) return value
  const [, day = value, minutes = '', seconds = ''] = match
  return minutes === '00:00' && (seconds === '' || seconds === ':00')
    ? day
    : `${day} ${minutes}${seconds === ':00' ? '' : seconds}`
}

/** Numbers stand at the right. */
export const isRightAligned = (kind: ColumnKind): boolean => kind === 'number'

/** The target first, since it stays in sight; the rest as they come. */
export function orderColumns<T extends Pick<DataColumn, 'role'>>(
  columns: readonly T[],
): { at: number; column: T }[] {
  const indexed = columns.map((column, at) => ({ at, column }))
  return [
    ...indexed.filter(({ column }) => column.role === 'target'),
    ...indexed.filter(({ column }) => column.role !== 'target'),
  ]
}
