import { z } from 'zod'
import type { ColumnKind } from './columns.ts'

/**
 * How a parameter is drawn in a form. It travels in zod's metadata (`ui`), so the form is made from the JSON schema
 * of the parameters alone.
 */
export type FieldUi =
  | {
      widget: 'columns'
      port: string
      kinds: readonly ColumnKind[]
      /** False where only a list makes sense: `auto` is no value of it. */
      byRule?: false
    }
  | { widget: 'column'; port: string; kinds: readonly ColumnKind[] }
  | { widget: 'choice'; labels: Readonly<Record<string, string>> }
  | { widget: 'number'; unit?: string; step?: number; tunable?: boolean; scale?: 'linear' | 'log' }
  | { widget: 'text'; placeholder?: string; multiline?: boolean; code?: boolean }
  | { widget: 'switch' }
  | { widget: 'dataset' }
  | { widget: 'file' }
  | { widget: 'connection' }
  | { widget: 'query'; placeholder?: string }
  | { widget: 'columnTypes'; port: string }
  | { widget: 'columnNames'; port: string }
  | { widget: 'layers' }
  | { widget: 'network' }
  | { widget: 'rules'; port: string }

export interface FieldMeta {
  title: string
  description?: string
  ui: FieldUi
  /** Shown only while another field has one of these values. */
  visibleWhen?: { field: string; in: readonly unknown[] }
  /** Folded away under *More*. */
  advanced?: boolean
}

/** Attaches what a form needs to a parameter's schema. */
export const field = <T extends z.ZodType>(schema: T, meta: FieldMeta): T => schema.meta({ ...meta }) as T

type Extra = Pick<FieldMeta, 'description' | 'visibleWhen' | 'advanced'>

/** `auto` stands for every feature column of the kinds. */
export const columnsOf = (port: string, kinds: readonly ColumnKind[], title = 'Columns', extra: Extra = {}) =>
  field(z.union([z.literal('auto'), z.array(z.string())]).default('auto'), {
    title,
    ui: { widget: 'columns', port, kinds },
    ...extra,
  })

/** Columns by name, chosen by hand; none until then. */
export const columnListOf = (port: string, kinds: readonly ColumnKind[], title: string, extra: Extra = {}) =>
  field(z.array(z.string()).default([]), {
    title,
    ui: { widget: 'columns', port, kinds, byRule: false },
    ...extra,
  })

/** One column by name; the empty string means not chosen yet. */
export const columnOf = (port: string, kinds: readonly ColumnKind[], title: string, extra: Extra = {}) =>
  field(z.string().default(''), { title, ui: { widget: 'column', port, kinds }, ...extra })

export const choiceOf = <const L extends Readonly<Record<string, string>>>(
  labels: L,
  initial: keyof L & string,
  title: string,
  extra: Extra = {},
) =>
  field(
    z.enum(Object.keys(labels) as [keyof L & string, ...(keyof L & string)[]]).default(initial as never),
    { title, ui: { widget: 'choice', labels }, ...extra },
  )

interface NumberOptions extends Extra {
  min?: number
  max?: number
  integer?: boolean
  unit?: string
  step?: number
  tunable?: boolean
  scale?: 'linear' | 'log'
}

export const numberOf = (initial: number, title: string, options: NumberOptions = {}) => {
  const { min, max, integer, unit, step, tunable, scale, ...extra } = options
  let schema = integer ? z.number().int() : z.number()
  if (min !== undefined) schema = schema.min(min)
  if (max !== undefined) schema = schema.max(max)
  return field(schema.default(initial), {
    title,
    ui: { widget: 'number', unit, step, tunable, scale },
    ...extra,
  })
}

export const switchOf = (initial: boolean, title: string, extra: Extra = {}) =>
  field(z.boolean().default(initial), { title, ui: { widget: 'switch' }, ...extra })

export const textOf = (
  initial: string,
  title: string,
  options: Extra & { placeholder?: string; multiline?: boolean; code?: boolean } = {},
) => {
  const { placeholder, multiline, code, ...extra } = options
  return field(z.string().default(initial), {
    title,
    ui: { widget: 'text', placeholder, multiline, code },
    ...extra,
  })
}
