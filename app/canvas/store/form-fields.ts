import { z } from 'zod'
import { searchReference } from '../../../nodes/graph/document.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import type { FieldUi } from '../../../nodes/kit/params.ts'
import type { Translate } from '../../i18n/translate.ts'

/** One control of a node's form, made from the JSON schema of its parameters. */
export interface FormField {
  name: string
  title: string
  description: string | undefined
  ui: FieldUi
  initial: unknown
  integer: boolean
  min: number | undefined
  max: number | undefined
  maxItems: number | undefined
  /** Allowed values by property of an item, for lists of objects. */
  itemChoices: Readonly<Record<string, readonly string[]>>
  visibleWhen: { field: string; in: readonly unknown[] } | undefined
  advanced: boolean
}

interface JsonProperty {
  title?: string
  description?: string
  ui?: FieldUi
  default?: unknown
  type?: string
  minimum?: number
  maximum?: number
  maxItems?: number
  items?: { properties?: Record<string, { enum?: string[] }> }
  visibleWhen?: FormField['visibleWhen']
  advanced?: boolean
}

const fallbackUi = (property: JsonProperty): FieldUi => {
  if (property.type === 'boolean') return { widget: 'switch' }
  if (property.type === 'number' || property.type === 'integer') return { widget: 'number' }
  return { widget: 'text' }
}

function toField(name: string, property: JsonProperty): FormField {
  const itemChoices: Record<string, readonly string[]> = {}
  for (const [key, item] of Object.entries(property.items?.properties ?? {})) {
    if (item.enum) itemChoices[key] = item.enum
  }
  return {
    name,
    title: property.title ?? name,
    description: property.description,
    ui: property.ui ?? fallbackUi(property),
    initial: property.default,
    integer: property.type === 'integer',
    min: property.minimum,
    max: property.maximum,
    maxItems: property.maxItems,
    itemChoices,
    visibleWhen: property.visibleWhen,
    advanced: property.advanced ?? false,
  }
}

/** The words of a field in the reader's language. */
export function translateField(field: FormField, t: Translate): FormField {
  const { ui } = field
  return {
    ...field,
    title: t(field.title),
    description: field.description === undefined ? undefined : t(field.description),
    ui:
      ui.widget === 'choice'
        ? {
            ...ui,
            labels: Object.fromEntries(Object.entries(ui.labels).map(([value, label]) => [value, t(label)])),
          }
        : ui.widget === 'number' && ui.unit !== undefined
          ? { ...ui, unit: t(ui.unit) }
          : ui,
  }
}

const known = new WeakMap<AnyNodeDefinition, readonly FormField[]>()

/** The form of a node type, in the order of its parameters. */
export function listFields(definition: AnyNodeDefinition): readonly FormField[] {
  const cached = known.get(definition)
  if (cached) return cached
  const schema = z.toJSONSchema(definition.params, { io: 'input', unrepresentable: 'any' })
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    toField(name, property as JsonProperty),
  )
  known.set(definition, fields)
  return fields
}

/** The value a control shows: what the drawing says, or the default. */
export const valueOf = (field: FormField, params: Readonly<Record<string, unknown>>): unknown =>
  params[field.name] === undefined ? field.initial : params[field.name]

/** Whether a field is to be shown, given the other fields' values. */
export function isVisible(
  field: FormField,
  fields: readonly FormField[],
  params: Readonly<Record<string, unknown>>,
): boolean {
  const { visibleWhen } = field
  if (!visibleWhen) return true
  const other = fields.find((candidate) => candidate.name === visibleWhen.field)
  const value = other ? valueOf(other, params) : params[visibleWhen.field]
  const range = searchReference.safeParse(value)
  // One of the options that are tried is enough.
  if (range.success && range.data.search.kind === 'choice')
    return range.data.search.options.some((option) => visibleWhen.in.includes(option))
  return visibleWhen.in.includes(value)
}
