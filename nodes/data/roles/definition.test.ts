import { describe, expect, it } from 'vitest'
import type { TableSchema } from '../../kit/columns.ts'
import { requestColumns } from '../../kit/model-schemas.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { roles } from './definition.ts'

const columns = [
  sampleColumn('y', 'number', { role: 'target' }),
  sampleColumn('x', 'number'),
  sampleColumn('when', 'datetime'),
  sampleColumn('name', 'text'),
  splitColumn,
]
const table: TableSchema = { ...sampleTable(...columns), request: columns.slice(0, 4) }

const infer = (params: Record<string, unknown>, arriving = table) =>
  roles.schema({
    inputs: { table: arriving },
    params: roles.params.parse(params),
    context: { sources: {} },
  })
const rolesOf = (schema: TableSchema | undefined) => schema?.columns.map(({ role }) => role)

describe('roles', () => {
  it('gives roles, and makes a feature of the earlier target', () => {
    const { outputs, problems } = infer({ target: 'x', time: 'when', id: 'name' })
    expect(problems).toEqual([])
    expect(rolesOf(outputs.table)).toEqual(['feature', 'target', 'time', 'id', 'split'])
  })

  it('makes an endpoint ask for what is a feature now, and not for the new target', () => {
    const names = (schema: TableSchema) => requestColumns(schema).map(({ name }) => name)
    expect(names(table)).toEqual(['x', 'when', 'name'])
    expect(names(infer({ target: 'x', ignore: ['name'] }).outputs.table!)).toEqual(['y', 'when'])
  })

  it('hands the same table on where nothing changes', () => {
    expect(infer({}).outputs.table).toBe(table)
    expect(infer({ target: 'y' }).outputs.table).toBe(table)
  })

  it('says what is wrong, on the field', () => {
    const problems = (params: Record<string, unknown>, arriving = table) => infer(params, arriving).problems
    expect(problems({ target: 'Y' })).toMatchObject([{ code: 'column_missing', field: 'target' }])
    expect(problems({ target: 'Y' }, openTable)).toEqual([])
    expect(problems({ weight: 'name' })).toMatchObject([{ code: 'column_kind', field: 'weight' }])
    expect(problems({ target: 'x', ignore: ['x'] })).toMatchObject([{ code: 'role_twice', field: 'ignore' }])
    expect(problems({ ignore: ['part'] })).toMatchObject([{ code: 'role_taken', field: 'ignore' }])
  })

  it('describes itself', () => {
    expect(roles.describe(roles.params.parse({}))).toBe('unchanged')
    expect(roles.describe(roles.params.parse({ target: 'x', id: 'name' }))).toBe('predicts x · 1 more role')
  })
})
