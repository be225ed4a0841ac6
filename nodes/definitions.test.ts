import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { definitions, findDefinition, listDefinitions } from './definitions.ts'
import { describeNode, inferSchema } from './graph/registry.ts'
import { categories } from './kit/define.ts'
import { formFields, formSchema } from './kit/form-schema.ts'
import { portTypes } from './kit/ports.ts'

const all = listDefinitions()
const context = { sources: {} }

/** `category/name` of every folder of the library that holds a definition. */
const folders = categories.flatMap((category) => {
  const root = new URL(`./${category}/`, import.meta.url)
  try {
    return readdirSync(root)
      .filter((name) => readdirSync(new URL(`${name}/`, root)).includes('definition.ts'))
      .map((name) => `${category}.${name}`)
  } catch {
    // A category without a node yet has no folder.
    return []
  }
})

describe('the registry', () => {
  it('lists every folder once, under its own type', () => {
    expect(Object.keys(definitions).toSorted()).toEqual(folders.toSorted())
    for (const [type, definition] of Object.entries(definitions)) expect(definition.type).toBe(type)
  })

  it('finds by type, and knows nothing else', () => {
    expect(findDefinition('split.split')?.title).toBe('Split')
    expect(findDefinition('toString')).toBeUndefined()
  })

  it('has no two types of one title', () => {
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length)
  })
})

describe.each(all)('$type', (definition) => {
  const defaults = definition.params.parse({})

  it('stands in the category of its type', () => {
    expect(definition.type).toMatch(/^[a-z]+\.[a-z-]+$/)
    expect(definition.type.split('.')[0]).toBe(definition.category)
  })

  it('is described: title, summary, icon, docs', () => {
    expect(definition.title).toMatch(/^\p{Lu}/u)
    expect(definition.summary).toMatch(/^\p{Lu}.{9,59}$/u)
    expect(definition.icon).toMatch(/^[a-z0-9-]+$/)
    expect(definition.docs).toContain('**When to use it.**')
    expect(definition.docs).toMatch(/\*\*Parameters\*\*|\*\*Parameters\.\*\*|\*\*How it knows/)
    expect(definition.docs).toContain('**What travels to the endpoint.**')
  })

  it('names every parameter in its docs', () => {
    for (const [, { title }] of formFields(definition)) {
      const word = (title.split(' ')[0] ?? title).toLowerCase()
      expect(definition.docs.toLowerCase()).toContain(word)
    }
  })

  it('has defaults that parse to themselves', () => {
    expect(definition.params.parse(defaults)).toEqual(defaults)
    expect(JSON.parse(JSON.stringify(defaults))).toEqual(defaults)
  })

  it('has a form: JSON schema with a title and a widget for every field, none required', () => {
    const schema = formSchema(definition)
    expect(schema.type).toBe('object')
    expect(schema.required ?? []).toEqual([])
    const ports = { ...definition.inputs, ...definition.outputs }
    for (const [name, field] of formFields(definition)) {
      expect(field.title, name).toBeTruthy()
      expect(field.ui?.widget, name).toBeTruthy()
      expect(field, name).toHaveProperty('default')
      // A picker of columns points at a table: one that arrives, or the one that a source makes.
      if ('port' in field.ui) expect(ports[field.ui.port]?.type, name).toBe('table')
      if (field.visibleWhen) {
        const other = definition.params.shape[field.visibleWhen.field]
        expect(other, name).toBeDefined()
        for (const value of field.visibleWhen.in) {
          expect(definition.params.safeParse({ [field.visibleWhen.field]: value }).success).toBe(true)
        }
      }
    }
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })

  it('describes itself in a line', () => {
    expect(describeNode(definition, defaults)).toMatch(/^\S.{0,59}$/)
  })

  it('has ports of known types, and says what leaves them with nothing connected', () => {
    for (const port of Object.values({ ...definition.inputs, ...definition.outputs })) {
      expect(portTypes).toContain(port.type)
    }
    const { outputs } = inferSchema(definition, { inputs: {}, params: defaults, context })
    for (const name of Object.keys(outputs)) expect(definition.outputs).toHaveProperty(name)
  })
})
