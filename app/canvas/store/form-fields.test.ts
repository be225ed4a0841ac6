import { describe, expect, it } from 'vitest'
import { definitions, listDefinitions } from '../../../nodes/definitions.ts'
import { isVisible, listFields, valueOf } from './form-fields.ts'

describe('forms made from definitions', () => {
  it('gives every parameter of every node type a titled control', () => {
    for (const definition of listDefinitions()) {
      const fields = listFields(definition)
      expect(fields.map((field) => field.name)).toEqual(Object.keys(definition.params.shape))
      for (const field of fields) {
        expect(field.title, `${definition.type}.${field.name}`).toMatch(/^[A-Z]/)
        expect(field.initial, `${definition.type}.${field.name}`).toBeDefined()
      }
    }
  })

  it('carries bounds, choices and defaults', () => {
    const fields = listFields(definitions['models.mlp'])
    const find = (name: string) => fields.find((field) => field.name === name)
    expect(find('epochs')).toMatchObject({ integer: true, min: 1, max: 10_000, initial: 60 })
    expect(find('layers')?.itemChoices.activation).toContain('relu')
    expect(find('optimizer')?.ui).toMatchObject({ widget: 'choice', labels: { adam: 'Adam' } })
    const epochs = find('epochs')
    expect(epochs && valueOf(epochs, {})).toBe(60)
    expect(epochs && valueOf(epochs, { epochs: 5 })).toBe(5)
  })

  it('shows a field only while the one it hangs on has a fitting value', () => {
    const fields = listFields(definitions['models.mlp'])
    const patience = fields.find((field) => field.name === 'patience')
    if (!patience) throw new Error('no patience')
    expect(isVisible(patience, fields, {})).toBe(true)
    expect(isVisible(patience, fields, { earlyStopping: false })).toBe(false)
    const tried = (options: boolean[]) => ({ earlyStopping: { search: { kind: 'choice', options } } })
    expect(isVisible(patience, fields, tried([false, true]))).toBe(true)
    expect(isVisible(patience, fields, tried([false]))).toBe(false)
  })
})
