import type { z } from 'zod'
import type { FieldMeta } from '../kit/params.ts'
import type { DocumentNode, PipelineDocument, PipelineInput } from './document.ts'
import type { Registry } from './registry.ts'
import { findIn } from './registry.ts'
import type { InputValues } from './resolve-params.ts'

/** What a value of an input may be. */
export type InputValue = string | number | boolean

/** A parameter of a node that takes its value from an input of the pipeline. */
export interface InputUse {
  nodeId: string
  /** Name of the node's parameter. */
  field: string
}

/** The pipeline input that a parameter names, as `inputReference` reads it; undefined for any other value. */
export function referenceOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const [entry, ...more] = Object.entries(value)
  return entry?.[0] === 'input' && typeof entry[1] === 'string' && more.length === 0 ? entry[1] : undefined
}

/** Where an input is used, in the order of the drawing. */
export const usesOf = (document: PipelineDocument, name: string): InputUse[] =>
  document.nodes.flatMap((node) =>
    Object.entries(node.params).flatMap(([field, value]) =>
      referenceOf(value) === name ? [{ nodeId: node.id, field }] : [],
    ),
  )

/** Replaces every reference to an input by another value. */
export function replaceReferences(
  document: PipelineDocument,
  name: string,
  value: DocumentNode['params'][string],
): PipelineDocument {
  const used = new Set(usesOf(document, name).map(({ nodeId }) => nodeId))
  if (used.size === 0) return document
  const nodes = document.nodes.map((node) => {
    if (!used.has(node.id)) return node
    const params = Object.entries(node.params).map(([field, old]) => [
      field,
      referenceOf(old) === name ? value : old,
    ])
    return { ...node, params: Object.fromEntries(params) as DocumentNode['params'] }
  })
  return { ...document, nodes }
}

const typeNames = { number: 'number', text: 'string', boolean: 'boolean' } as const

/** Whether a value is of an input's type; a number must be finite. */
export const isInputValue = (type: PipelineInput['type'], value: unknown): value is InputValue =>
  typeof value === typeNames[type] && (typeof value !== 'number' || Number.isFinite(value))

const blanks = { number: 0, text: '', boolean: false } as const

/** A value carried over to a type: text that reads as a number becomes it; what makes no sense becomes blank. */
export function convertInput(value: unknown, type: PipelineInput['type']): InputValue {
  if (isInputValue(type, value)) return value
  if (type === 'text') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  if (type === 'number' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value)
  return blanks[type]
}

/** The values a run takes: what was given, else the defaults. Names that the drawing doesn't have are left out. */
export const valuesOf = (document: PipelineDocument, given: InputValues = {}): Record<string, InputValue> =>
  Object.fromEntries(
    Object.entries(document.inputs).map(([name, input]) => [
      name,
      convertInput(Object.hasOwn(given, name) ? given[name] : input.default, input.type),
    ]),
  )

/** The same drawing with other defaults; names that it doesn't have are left out. */
export function withDefaults(document: PipelineDocument, values: InputValues): PipelineDocument {
  const inputs = Object.entries(document.inputs).map(([name, input]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return [name, value === undefined ? input : { ...input, default: value }] as const
  })
  return { ...document, inputs: Object.fromEntries(inputs) }
}

/** A parameter of a pipeline as a form asks for it. */
export interface InputForm {
  name: string
  title: string
  type: PipelineInput['type']
  default: InputValue
  /** Labels by value, where the fields that take it leave a choice. */
  choices?: Readonly<Record<string, string>>
}

/** The pipeline's parameters as forms; a choice's labels come from the first field that takes it. */
export const describeInputs = (document: PipelineDocument, definitions: Registry): InputForm[] =>
  Object.entries(document.inputs).map(([name, input]) => {
    const choices = input.type === 'text' ? choicesOf(document, name, definitions) : undefined
    return {
      name,
      title: input.title ?? name,
      type: input.type,
      default: convertInput(input.default, input.type),
      ...(choices && { choices }),
    }
  })

function choicesOf(
  document: PipelineDocument,
  name: string,
  definitions: Registry,
): Readonly<Record<string, string>> | undefined {
  for (const { nodeId, field } of usesOf(document, name)) {
    const type = document.nodes.find(({ id }) => id === nodeId)?.type ?? ''
    const schema = findIn(definitions, type)?.params.shape[field] as z.ZodType | undefined
    const ui = (schema?.meta() as FieldMeta | undefined)?.ui
    if (ui?.widget === 'choice') return ui.labels
  }
  return undefined
}
