import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, openEngine } from '../../../ml/tables/engine.ts'
import { parquet } from '../../../ml/tables/sql.ts'
import { definitions } from '../../definitions.ts'
import { compile } from '../../graph/compile.ts'
import { drawing } from '../../../tests/kit/pipelines.ts'
import { createDrawingRunner, type DrawingRunner } from '../../../tests/kit/run-drawing.ts'
import { createTestFolder } from '../../../tests/kit/test-folder.ts'
import type { ReportValue } from '../../kit/values.ts'

interface Report {
  metric: string
  score: number
  on: string
  rows: number
  allRows: number
  leftOut: number
  columns: { column: string; mean: number; std: number }[]
}

const folder = createTestFolder()
let engine: Engine
let runner: DrawingRunner
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: folder.path })
  runner = createDrawingRunner()
})
afterAll(() => {
  engine.close()
  runner[Symbol.dispose]()
  folder[Symbol.dispose]()
})

/** Penguins through steps that change, add and drop columns, and a model of them. */
const penguins = (
  more: Parameters<typeof drawing>[0],
  wires: readonly string[],
  { target = 'species', model = 'models.linear' }: { target?: string; model?: string } = {},
) =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'penguins' }],
      roles: ['data.roles', { target }],
      split: ['split.split', { method: 'random', test: 0.3, validation: 0.2 }],
      missing: ['clean.missing'],
      double: ['features.expression', { name: 'beak', expression: 'beak_length_mm * 2' }],
      scale: ['features.scale'],
      encode: ['features.one-hot'],
      blueprint: [model],
      train: ['train.train'],
      ...more,
    },
    [
      'data.table > roles.table',
      'roles.table > split.table',
      'split.table > missing.table',
      'missing.table > double.table',
      'double.table > scale.table',
      'scale.table > encode.table',
      'encode.table > train.table',
      'blueprint.blueprint > train.blueprint',
      ...wires,
    ],
  )

const reports = async (made: Awaited<ReturnType<DrawingRunner['run']>>, id: string) =>
  runner.json<Report>(made[`${id}.report`])
const namesOf = ({ columns }: Report) => columns.map(({ column }) => column).toSorted()

describe('Feature importance', () => {
  it('shuffles the columns of the table that it is given, through the steps to the model', async () => {
    const made = await runner.run(
      penguins(
        {
          raw: ['evaluate.importance', { metric: 'accuracy' }],
          again: ['evaluate.importance', { metric: 'accuracy' }],
          prepared: ['evaluate.importance'],
          few: ['evaluate.importance', { maxRows: 40, on: 'all' }],
          score: ['evaluate.evaluate'],
        },
        [
          ...['raw', 'again', 'few'].flatMap((id) => [
            `train.model > ${id}.model`,
            `split.table > ${id}.table`,
          ]),
          ...['prepared', 'score'].flatMap((id) => [
            `train.model > ${id}.model`,
            `encode.table > ${id}.table`,
          ]),
        ],
      ),
    )
    const [raw, again, prepared, few] = await Promise.all(
      ['raw', 'again', 'prepared', 'few'].map((id) => reports(made, id)),
    )
    const { metrics } = made['score.report'] as ReportValue
    // The way from the raw rows is that of the table: the whole rows score alike.
    expect(raw).toMatchObject({ metric: 'accuracy', on: 'test', leftOut: 0, score: metrics.accuracy })
    expect(prepared).toMatchObject({ metric: 'logLoss', rows: raw!.rows })
    expect(prepared!.score).toBeCloseTo(metrics.logLoss!, 6)
    // Raw: a category is one column, and a column made of another is none. Prepared: as the model reads them.
    expect(namesOf(raw!)).toEqual([
      'beak_depth_mm',
      'beak_length_mm',
      'body_mass_g',
      'flipper_length_mm',
      'island',
      'sex',
    ])
    expect(namesOf(prepared!)).toEqual(expect.arrayContaining(['beak', 'island=Biscoe']))
    expect(raw!.columns[0]).toMatchObject({ column: 'beak_length_mm' })
    expect(raw!.columns[0]!.mean).toBeGreaterThan(0.1)
    expect(raw!.columns.map(({ mean }) => mean)).toEqual(
      raw!.columns.map(({ mean }) => mean).toSorted((a, b) => b - a),
    )
    expect(again!.columns).not.toEqual(raw!.columns)
    expect(few).toMatchObject({ rows: 40, allRows: 344 })
    expect((made['raw.report'] as ReportValue).metrics.beak_length_mm).toBe(raw!.columns[0]!.mean)
    const rows = await engine.rows(`SELECT * FROM ${parquet(await runner.pathOf(made['raw.table']))}`)
    expect(
      rows.map(({ column, importance, deviation }) => ({ column, mean: importance, std: deviation })),
    ).toEqual(raw!.columns)
  })

  it('takes other rows for raw ones, and trees and numbers as they come', async () => {
    const made = await runner.run(
      penguins(
        {
          other: ['data.builtin', { dataset: 'penguins' }],
          limit: ['combine.sql', { query: 'SELECT * FROM input WHERE _row % 2 = 1' }],
          importance: ['evaluate.importance', { repeats: 2 }],
        },
        ['other.table > limit.table', 'limit.table > importance.table', 'train.model > importance.model'],
        { target: 'body_mass_g', model: 'models.forest' },
      ),
    )
    const report = await reports(made, 'importance')
    // Two penguins were not weighed.
    expect(report).toMatchObject({ metric: 'rmse', on: 'all', allRows: 172, rows: 170, leftOut: 2 })
    expect(namesOf(report)).toContain('species')
    expect(report.columns.every(({ mean, std }) => Number.isFinite(mean) && std >= 0)).toBe(true)
  })

  it('may be given a table from before the preparation, and not one that was prepared otherwise', () => {
    const warnings = (wires: string[]) =>
      compile(
        penguins({ importance: ['evaluate.importance'], other: ['features.scale'] }, [
          'train.model > importance.model',
          'split.table > other.table',
          ...wires,
        ]),
        { definitions, context: { sources: {} } },
      ).problems.flatMap(({ nodeId, message }) => (nodeId === 'importance' ? [message] : []))
    expect(warnings(['split.table > importance.table'])).toEqual([])
    expect(warnings(['other.table > importance.table'])).toEqual([
      expect.stringMatching(/went through \*Scale\*; the one that the model was trained on did not/),
    ])
  })

  it('says that the metric is of the other task, or has no value', () => {
    const wrong = penguins({ importance: ['evaluate.importance', { metric: 'r2' }] }, [
      'train.model > importance.model',
      'split.table > importance.table',
    ])
    expect(() => runner.plan(wrong)).toThrow(/is for numbers/)
  })
})
