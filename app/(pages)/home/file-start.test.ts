import { describe, expect, it } from 'vitest'
import { definitions } from '../../../nodes/definitions.ts'
import { compile } from '../../../nodes/graph/compile.ts'
import type { Column, TableSchema } from '../../../nodes/kit/columns.ts'
import { documentFromFile, documentFromImages } from './file-start.ts'
import { guessTarget, typesForTarget } from './guess-target.ts'
import { endpointNameOf, titleOf } from './names.ts'

const column = (name: string, kind: Column['kind'], more: Partial<Column> = {}): Column => ({
  id: name,
  name,
  kind,
  storage: kind === 'number' ? 'double' : kind === 'boolean' ? 'boolean' : 'varchar',
  role: 'feature',
  ...(kind === 'category' ? { categories: ['a', 'b', 'c'] } : {}),
  ...more,
})
const schema = (...columns: Column[]): TableSchema => ({ columns, open: false })

describe('guessTarget', () => {
  it('takes the column that has the role', () => {
    const table = schema(column('price', 'number'), column('kind', 'category', { role: 'target' }))
    expect(guessTarget(table)).toEqual({ column: 'kind', sure: true })
  })
  it('takes a usual name, whatever its case', () => {
    expect(guessTarget(schema(column('Species', 'category'), column('mass', 'number')))).toEqual({
      column: 'Species',
      sure: true,
    })
  })
  it('asks between two usual names', () => {
    expect(guessTarget(schema(column('label', 'category'), column('class', 'category')))?.sure).toBe(false)
  })
  it('offers the last category, unsure', () => {
    const table = schema(column('island', 'category'), column('sex', 'category'), column('mass', 'number'))
    expect(guessTarget(table)).toEqual({ column: 'sex', sure: false })
  })
  it('offers the last number where there is nothing else, never an id or a text', () => {
    const table = schema(column('a', 'number'), column('b', 'number'), column('id', 'number', { role: 'id' }))
    expect(guessTarget(table)).toEqual({ column: 'b', sure: false })
    expect(guessTarget(schema(column('words', 'text')))).toBeUndefined()
  })
  it('takes a number of two values at the end before a category, elsewhere not', () => {
    const sick = column('sick', 'number', { twoValues: ['0', '1'] })
    const [town, mass] = [column('town', 'category'), column('mass', 'number')]
    expect(guessTarget(schema(town, mass, sick))).toEqual({ column: 'sick', sure: false })
    expect(guessTarget(schema(town, sick, mass))).toEqual({ column: 'town', sure: false })
    expect(guessTarget(schema(sick, mass))).toEqual({ column: 'mass', sure: false })
  })
})

describe('typesForTarget', () => {
  it('makes yes or no of 0 and 1, a category of another two, and leaves the rest', () => {
    const typed = (one: string, other: string) =>
      typesForTarget(column('y', 'number', { twoValues: [one, other] }))
    expect(typed('0', '1')).toEqual({ y: 'boolean' })
    expect(typed('1', '2')).toEqual({ y: 'category' })
    expect(typed('0.0', '1.0')).toEqual({ y: 'category' })
    expect(typesForTarget(column('y', 'number'))).toBeUndefined()
    expect(typesForTarget(column('y', 'category', { twoValues: ['0', '1'] }))).toBeUndefined()
  })
})

describe('documentFromFile', () => {
  const columns = [column('mass', 'number'), column('length', 'number'), column('kind', 'category')]
  it.each([
    ['kind', 'category'],
    ['mass', 'number'],
  ] as const)('predicting %s compiles without a single problem', (name, kind) => {
    const document = documentFromFile({ id: 'file-1', name: 'birds.csv' }, { name, kind })
    const context = { sources: { 'file-1': schema(...columns) } }
    const { plan, problems } = compile(document, { definitions, context })
    expect(problems).toEqual([])
    expect(plan?.nodes[0]?.type).toBe('data.file')
  })
  it.each([
    [['0', '1'], 'boolean'],
    [['1', '2'], 'category'],
  ] as const)('classifies a number that is one of %j', (twoValues, kind) => {
    const target = column('sick', 'number', { twoValues })
    const document = documentFromFile({ id: 'file-1', name: 'patients.csv' }, target)
    const context = { sources: { 'file-1': schema(column('mass', 'number'), target) } }
    const { plan, problems } = compile(document, { definitions, context })
    expect(problems).toEqual([])
    expect(plan?.nodes[0]?.params).toMatchObject({ target: 'sick', types: { sick: kind } })
    expect(document.nodes.find((node) => node.type === 'split.split')?.params.method).toBe('stratified')
  })
  it('prepares the images of a zip for a network, without a single problem', () => {
    const document = documentFromImages({ id: 'zip-1', name: 'My pets.zip' })
    const table = schema(
      column('image', 'image', { storage: 'blob' }),
      column('file', 'text', { role: 'id' }),
      column('class', 'category', { role: 'target', categories: ['cats', 'dogs'] }),
    )
    const { plan, problems } = compile(document, { definitions, context: { sources: { 'zip-1': table } } })
    expect(problems).toEqual([])
    expect(plan?.nodes.slice(0, 2).map(({ type }) => type)).toEqual(['data.images', 'features.image'])
    expect(document.nodes.find((node) => node.type === 'deploy.deploy')?.params.name).toBe('my-pets')
  })
  it('names the endpoint after the file', () => {
    const document = documentFromFile(
      { id: 'f', name: 'Bank Märkte (2024).csv' },
      { name: 'x', kind: 'number' },
    )
    expect(document.nodes.find((node) => node.type === 'deploy.deploy')?.params.name).toBe(
      'bank-ma-rkte-2024',
    )
  })
})

describe('names', () => {
  it('drops the extension only', () => {
    expect(titleOf('a.b.csv')).toBe('a.b')
    expect(titleOf('.csv')).toBe('.csv')
  })
  it('never yields an endpoint name that the server refuses', () => {
    for (const name of ['---.csv', '日本.csv', 'UPPER lower', 'x'.repeat(200)])
      expect(endpointNameOf(name)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
  })
})
