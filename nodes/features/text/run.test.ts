import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, type Cell, createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { text } from './definition.ts'

interface Case {
  params: Record<string, unknown>
  terms: string[]
  rows: [place: number, value: number][][]
}
/** See make-text.py. */
const fixture = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/scikit-learn/text.json', import.meta.url), 'utf8'),
) as { texts: string[]; cases: Record<string, Case> }

const columns = [sampleColumn('s', 'text'), splitColumn]

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

describe('text to columns', () => {
  it.each(Object.keys(fixture.cases))('gives what scikit-learn gives: %s', async (name) => {
    const { params, terms, rows } = fixture.cases[name] as Case
    const input = await bench.rows(
      columns,
      fixture.texts.map((each, row) => [each, row % 4 === 0 ? 'test' : 'train']),
    )
    const { table } = await bench.run('features.text', { table: input }, params)
    const names = table.schema.columns.slice(1).map((column) => column.name)
    expect(names).toEqual(terms.map((term) => `s: ${term}`))
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    rows.forEach((wanted, row) => {
      const values = new Map(wanted)
      names.forEach((column, place) => {
        const found = Number(sql[column]?.[row])
        expect(Math.abs(found - (values.get(place) ?? 0)), `${column} ${row}`).toBeLessThan(1e-12)
      })
    })
  })

  const made = async (cells: readonly Cell[], params: object) => {
    const input = await bench.rows(
      [sampleColumn('s', 'text'), sampleColumn('S: cat', 'number')],
      cells.map((cell, row) => [cell, row]),
    )
    const { table } = await bench.run(
      'features.text',
      { table: input },
      { weights: 'counts', least: 1, ...params },
    )
    const { columns: data } = await bench.read(table)
    return Object.fromEntries(Object.entries(data).map(([name, values]) => [name, [...values]]))
  }

  it('counts nothing in a missing text, and leaves function words out', async () => {
    expect(await made(['The cat and the dog', null, 'CAT cat'], { functionWords: true })).toEqual({
      'S: cat': [0, 1, 2],
      's: cat (2)': [1, 0, 2],
      's: dog': [1, 0, 0],
    })
  })

  it('takes an accent for a part of its letter, however it is written', async () => {
    expect(await made(['caf\u00e9', 'cafe\u0301'], { keep: true })).toMatchObject({ 's: caf\u00e9': [1, 1] })
    expect(await made(['caf\u00e9', 'cafe'], { plainLetters: true })).toMatchObject({ 's: cafe': [1, 1] })
  })

  it('says where no term is left', async () => {
    await expect(made(['a', 'b c'], {})).rejects.toMatchObject({ code: 'no_terms' })
  })

  it('takes no target and nothing but text', () => {
    const codes = (column: string) =>
      text
        .schema({
          inputs: {
            table: sampleTable(
              sampleColumn('s', 'text'),
              sampleColumn('x', 'number'),
              sampleColumn('y', 'category', { role: 'target' }),
            ),
          },
          params: text.params.parse({ column }),
          context: { sources: {} },
        })
        .problems?.map(({ code }) => code)
    expect(codes('')).toEqual([])
    expect(codes('x')).toEqual(['column_kind'])
    expect(codes('y')).toEqual(['target_changed'])
  })
})
