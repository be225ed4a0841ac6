import type { DocumentNode, PipelineDocument, PipelineInput } from '../../../nodes/graph/document.ts'
import { convertInput, replaceReferences } from '../../../nodes/graph/pipeline-inputs.ts'
import type { FieldUi } from '../../../nodes/kit/params.ts'
import { setParams } from './document.ts'
import type { FormField } from './form-fields.ts'

/** Pure edits of a pipeline's parameters; in the document they are its `inputs`. */

const inputTypes: Partial<Record<FieldUi['widget'], PipelineInput['type']>> = {
  number: 'number',
  switch: 'boolean',
  text: 'text',
  choice: 'text',
  column: 'text',
  dataset: 'text',
  file: 'text',
}

/** Which type of pipeline parameter a field can take; undefined for lists, which can't take any. */
export const inputTypeOf = (field: FormField): PipelineInput['type'] | undefined =>
  inputTypes[field.ui.widget]

/** Letters, digits, `-` and `_`, at most 64, as names go into API requests; empty where nothing is left. */
export const cleanInputName = (name: string): string =>
  name
    .trim()
    .replaceAll(/\s+/g, '_')
    .replaceAll(/[^A-Za-z0-9_-]/g, '')
    .replace(/^__+/, '')
    .slice(0, 64)

/** The name, or with a number behind it where it is taken. */
export function freeInputName(document: PipelineDocument, wanted: string): string {
  const base = cleanInputName(wanted).slice(0, 60) || 'parameter'
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}_${count}`
    if (!Object.hasOwn(document.inputs, name)) return name
  }
}

export const addInput = (
  document: PipelineDocument,
  name: string,
  input: PipelineInput,
): PipelineDocument => ({
  ...document,
  inputs: { ...document.inputs, [name]: input },
})

/** A new parameter of the pipeline out of a field, with the field's value as its default; the field takes it. */
export function addInputFromField(
  document: PipelineDocument,
  nodeId: string,
  call: { field: FormField; value: unknown; name: string },
): PipelineDocument {
  const { field, value, name } = call
  const type = inputTypeOf(field)
  if (!type) return document
  const added = addInput(document, name, { title: field.title, type, default: convertInput(value, type) })
  return setParams(added, nodeId, { [field.name]: { input: name } })
}

/** Changes an input's title, default or type; a new type takes the default along as far as it can. */
export function changeInput(
  document: PipelineDocument,
  name: string,
  patch: Partial<PipelineInput>,
): PipelineDocument {
  const before = document.inputs[name]
  if (!before) return document
  const merged = { ...before, ...patch }
  const { title, ...rest } = { ...merged, default: convertInput(merged.default, merged.type) }
  const next: PipelineInput = title === undefined || title.trim() === '' ? rest : { title, ...rest }
  const same = next.title === before.title && next.type === before.type && next.default === before.default
  return same ? document : { ...document, inputs: { ...document.inputs, [name]: next } }
}

/** Renames an input in its place, and everywhere it is used. A name that is taken or empty changes nothing. */
export function renameInput(document: PipelineDocument, name: string, wanted: string): PipelineDocument {
  const next = cleanInputName(wanted)
  if (next === '' || next === name || Object.hasOwn(document.inputs, next)) return document
  const inputs = Object.entries(document.inputs).map(([key, input]) => [key === name ? next : key, input])
  return {
    ...replaceReferences(document, name, { input: next }),
    inputs: Object.fromEntries(inputs) as PipelineDocument['inputs'],
  }
}

/** Removes an input; the fields that took it keep its default as their own value. */
export function removeInput(document: PipelineDocument, name: string): PipelineDocument {
  const input = document.inputs[name]
  if (!input) return document
  const { [name]: _, ...inputs } = document.inputs
  return { ...replaceReferences(document, name, input.default as DocumentNode['params'][string]), inputs }
}
