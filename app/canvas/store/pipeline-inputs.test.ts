import { describe, expect, it } from 'vitest'
import { definitions } from '../../../nodes/definitions.ts'
import { emptyDocument, inputReference } from '../../../nodes/graph/document.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import { compile } from '../../../nodes/graph/compile.ts'
import { referenceOf, usesOf, valuesOf, withDefaults } from '../../../nodes/graph/pipeline-inputs.ts'
import { analyse, resolveNode } from './analysis.ts'
import { addNodes } from './document.ts'
import { listFields } from './form-fields.ts'
import type { FormField } from './form-fields.ts'
import {
  addInput,
  addInputFromField,
  changeInput,
  cleanInputName,
  freeInputName,
  inputTypeOf,
  removeInput,
  renameInput,
} from './pipeline-inputs.ts'

const node = (id: string, type: string, params: DocumentNode['params'] = {}): DocumentNode => ({
  id,
  type,
  version: 1,
  params,
  position: { x: 0, y: 0 },
})
const fieldOf = (type: keyof typeof definitions, name: string): FormField => {
  const found = listFields(definitions[type]).find((field) => field.name === name)
  if (!found) throw new Error(`no field ${name}`)
  return found
}
const drawn = addNodes(emptyDocument(), [
  node('data', 'data.builtin', { dataset: 'wine' }),
  node('network', 'models.mlp', { epochs: 5 }),
])
const dataset = fieldOf('data.builtin', 'dataset')
const fromField = addInputFromField(drawn, 'data', { field: dataset, value: 'wine', name: 'dataset' })
const paramsOf = (document: PipelineDocument, id: string) =>
  document.nodes.find((candidate) => candidate.id === id)?.params

describe('parameters of a pipeline', () => {
  it('are made of fields of single values, not of lists', () => {
    expect(inputTypeOf(fieldOf('models.mlp', 'learningRate'))).toBe('number')
    expect(inputTypeOf(dataset)).toBe('text')
    expect(inputTypeOf(fieldOf('models.mlp', 'layers'))).toBeUndefined()
    expect(inputTypeOf(fieldOf('features.scale', 'columns'))).toBeUndefined()
  })

  it('take the value of the field as their default, and the field takes them', () => {
    expect(fromField.inputs).toEqual({
      dataset: { title: dataset.title, type: 'text', default: 'wine' },
    })
    expect(paramsOf(fromField, 'data')).toEqual({ dataset: { input: 'dataset' } })
    expect(usesOf(fromField, 'dataset')).toEqual([{ nodeId: 'data', field: 'dataset' }])
    expect(resolveNode(fromField, fromField.nodes[0] as DocumentNode)).toMatchObject({ dataset: 'wine' })
  })

  it('are followed at once by what is known of the drawing', () => {
    const before = analyse(fromField, {})
    const changed = changeInput(fromField, 'dataset', { default: 'penguins' })
    const after = analyse(changed, {}, before)
    const columns = (analysis: typeof before) =>
      JSON.stringify(analysis.propagation.nodes.get('data')?.outputs)
    expect(columns(before)).not.toContain('beak')
    expect(columns(after)).toContain('beak')
  })

  it('are renamed in their place and wherever they are used', () => {
    const two = addInput(fromField, 'rate', { type: 'number', default: 1 })
    const renamed = renameInput(two, 'dataset', ' which data? ')
    expect(Object.keys(renamed.inputs)).toEqual(['which_data', 'rate'])
    expect(paramsOf(renamed, 'data')).toEqual({ dataset: { input: 'which_data' } })
    expect(renameInput(two, 'dataset', 'rate')).toBe(two)
    expect(renameInput(two, 'dataset', '  ')).toBe(two)
  })

  it('leave their default behind when removed', () => {
    const removed = removeInput(changeInput(fromField, 'dataset', { default: 'digits' }), 'dataset')
    expect(removed.inputs).toEqual({})
    expect(paramsOf(removed, 'data')).toEqual({ dataset: 'digits' })
  })

  it('carry their default to another type as far as it makes sense', () => {
    const rate = addInput(drawn, 'rate', { type: 'number', default: 0.5 })
    const text = changeInput(rate, 'rate', { type: 'text' })
    expect(text.inputs['rate']?.default).toBe('0.5')
    expect(changeInput(text, 'rate', { type: 'number' }).inputs['rate']?.default).toBe(0.5)
    expect(changeInput(text, 'rate', { type: 'boolean' }).inputs['rate']?.default).toBe(false)
    expect(changeInput(rate, 'rate', { default: 0.5 })).toBe(rate)
    expect(changeInput(rate, 'rate', { title: '' }).inputs['rate']).not.toHaveProperty('title')
  })

  it.each([
    [{ input: 'a' }, 'a'],
    [{ input: 1 }, undefined],
    [{ input: 'a', more: 1 }, undefined],
    [['input', 'a'], undefined],
    ['a', undefined],
    [null, undefined],
  ])('are told from other values: %j', (value, name) => {
    expect(referenceOf(value)).toBe(name)
    expect(inputReference.safeParse(value).success).toBe(name !== undefined)
  })

  it('have names that fit into a request', () => {
    expect(cleanInputName('  learning rate (η) ')).toBe('learning_rate_')
    expect(cleanInputName('__proto__')).toBe('proto__')
    expect(freeInputName(fromField, 'dataset')).toBe('dataset_2')
    expect(freeInputName(fromField, '???')).toBe('parameter')
  })

  it('give a run its values, and a new drawing its defaults', () => {
    const network = fieldOf('models.mlp', 'epochs')
    const both = addInputFromField(fromField, 'network', { field: network, value: 5, name: 'epochs' })
    expect(valuesOf(both, { epochs: 9, unknown: 1 })).toEqual({ dataset: 'wine', epochs: 9 })
    const other = withDefaults(both, { epochs: 7 })
    expect(valuesOf(other)).toEqual({ dataset: 'wine', epochs: 7 })
    const options = { definitions, context: { sources: {} }, until: 'data' }
    const planned = compile(other, { ...options, inputs: { dataset: 'digits' } }).plan
    expect(planned?.nodes[0]?.params).toMatchObject({ dataset: 'digits' })
    expect(compile(other, options).plan?.nodes[0]?.params).toMatchObject({ dataset: 'wine' })
  })
})
