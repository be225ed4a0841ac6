import { describe, expect, it } from 'vitest'
import { sampleColumn, sampleTable } from '../../kit/samples.ts'
import { file } from './definition.ts'
import { fileSourceKey } from './source-key.ts'

const seen = sampleTable(
  sampleColumn('age', 'number', { storage: 'bigint' }),
  sampleColumn('town', 'category', { categories: ['A', 'B'] }),
  sampleColumn('note', 'text'),
)
const context = { sources: { 'v-1': seen } }

const infer = (params: object) => file.schema({ inputs: {}, params: file.params.parse(params), context })

describe('file', () => {
  it('asks for a file', () => {
    expect(infer({})).toMatchObject({
      outputs: {},
      problems: [{ severity: 'error', code: 'file_missing', field: 'source' }],
    })
  })

  it('brings the columns that were found in it, as the raw row too', () => {
    const { outputs, problems } = infer({ source: 'v-1' })
    expect(problems).toEqual([])
    expect(outputs.table).toEqual({ ...seen, request: seen.columns })
  })

  it('marks the target once, here', () => {
    const { outputs } = infer({ source: 'v-1', target: 'town' })
    expect(outputs.table?.columns.map(({ role }) => role)).toEqual(['feature', 'target', 'feature'])
  })

  it('says that a target is not there, or is text', () => {
    expect(infer({ source: 'v-1', target: 'Town' }).problems).toMatchObject([
      { code: 'target_missing', field: 'target', message: expect.stringContaining('Did you mean *town*?') },
    ])
    expect(infer({ source: 'v-1', target: 'note' }).problems).toMatchObject([
      {
        severity: 'warning',
        code: 'target_text',
        message: expect.stringContaining('set its kind to category'),
      },
    ])
  })

  it('takes column types from the person, and keeps the guess where it agrees', () => {
    const types = { age: 'category', town: 'category', note: 'datetime' }
    const { outputs, problems } = infer({ source: 'v-1', types })
    expect(problems).toEqual([])
    expect(outputs.table?.columns).toEqual([
      sampleColumn('age', 'category'),
      seen.columns[1],
      sampleColumn('note', 'datetime'),
    ])
    expect(infer({ source: 'v-1', types: { gone: 'text' } }).problems).toMatchObject([
      { severity: 'warning', code: 'column_missing', field: 'types' },
    ])
  })

  it('warns of a number of two values as a target, until its type is chosen', () => {
    const two = sampleTable(
      sampleColumn('sick', 'number', { twoValues: ['0', '1'] }),
      sampleColumn('sex', 'number', { twoValues: ['1', '2'] }),
    )
    const of = (params: object) =>
      file.schema({
        inputs: {},
        params: file.params.parse({ source: 'v-2', ...params }),
        context: { sources: { 'v-2': two } },
      })
    const warning = { severity: 'warning', code: 'target_two_values', field: 'types' }
    expect(of({}).problems).toEqual([])
    expect(of({ target: 'sick' }).problems).toMatchObject([
      { ...warning, message: expect.stringContaining('set its type to yes or no under Column types') },
    ])
    expect(of({ target: 'sex' }).problems).toMatchObject([
      { ...warning, message: expect.stringContaining('1 and 2') },
    ])
    for (const kind of ['boolean', 'category', 'number']) {
      const { outputs, problems } = of({ target: 'sick', types: { sick: kind } })
      expect(problems).toEqual([])
      expect(outputs.table?.columns[0]).toEqual(sampleColumn('sick', kind as 'number', { role: 'target' }))
    }
  })

  it('reads the version chosen unless the newest is wanted', () => {
    const older = { source: 'v-1', target: 'town' }
    expect(file.params.parse(older)).toMatchObject({ ...older, version: 'this' })
    expect(file.describe(file.params.parse(older))).toBe('predicts town')
    const newest = { ...older, version: 'newest' }
    expect(file.describe(file.params.parse(newest))).toBe('newest · predicts town')
    expect(infer(newest)).toEqual(infer(older))
  })

  it('sends images to their own node', () => {
    const images = sampleTable(sampleColumn('image', 'image'))
    const params = file.params.parse({ source: 'v-1' })
    expect(file.schema({ inputs: {}, params, context: { sources: { 'v-1': images } } })).toMatchObject({
      outputs: {},
      problems: [{ code: 'zip_of_images', field: 'source' }],
    })
  })

  it('is open until a file was read with the options chosen', () => {
    expect(infer({ source: 'v-1', delimiter: ';' })).toEqual({
      outputs: { table: { columns: [], open: true } },
    })
  })
})

describe('fileSourceKey', () => {
  it('is the id, and the options that differ from their defaults', () => {
    const key = (params: object) => fileSourceKey(file.params.parse({ source: 'v-1', ...params }))
    expect(key({})).toBe('v-1')
    expect(key({ decimal: 'auto' })).toBe('v-1')
    expect(key({ decimal: ',' })).toBe('v-1#{"decimal":","}')
    expect(key({ types: { a: 'text' }, target: 'a' })).toBe('v-1')
    expect(fileSourceKey({ source: 'v-1' })).toBe('v-1')
    expect(key({ header: 'no', delimiter: ';' })).toBe('v-1#{"delimiter":";","header":"no"}')
  })
})
