import { describe, expect, it } from 'vitest'
import { sampleColumn, sampleTable } from '../../../nodes/kit/samples.ts'
import { drawing } from '../../../tests/kit/pipelines.ts'
import { analyse } from '../store/analysis.ts'
import type { LiveRun } from '../store/live-run.ts'
import { portSchema } from './use-port-schema.ts'

const document = drawing(
  { data: ['data.builtin', { dataset: 'wine' }], sql: ['combine.sql'], split: ['split.split'] },
  ['data.table > sql.table', 'sql.table > split.table'],
)
const analysis = analyse(document, {})
const schema = sampleTable(sampleColumn('slender', 'number'))
const live = { nodes: { sql: { outputs: { table: { port: 'table', schema } } } } } as unknown as LiveRun

describe('columns at a port', () => {
  it('are those of the drawing where it knows them', () => {
    expect(portSchema({ analysis, live }, 'sql', 'table')?.columns.length).toBe(14)
    expect(portSchema({ analysis, live: null }, 'data', 'table')?.columns.length).toBe(14)
    expect(portSchema({ analysis, live }, 'gone', 'table')).toBeUndefined()
  })

  it('are those that a run has found where the drawing can’t know them', () => {
    expect(portSchema({ analysis, live: null }, 'split', 'table')).toMatchObject({ open: true, columns: [] })
    expect(portSchema({ analysis, live }, 'split', 'table')).toBe(schema)
  })
})
