import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Column } from '../../kit/columns.ts'
import { catalogue, datasetTitles, fileOf, findDataset } from './catalogue.ts'

/** The files hold no quoted cell, so a line is split at its commas. */
function read(id: string): string[][] {
  const text = readFileSync(new URL(`./data/${id}.csv`, import.meta.url), 'utf8')
  expect(text).not.toContain('"')
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
}

const fits: Partial<Record<Column['kind'], RegExp>> = {
  number: /^-?\d+(\.\d+)?(e-?\d+)?$/,
  category: /^\S.*$/,
  text: /^\S.*$/,
  datetime: /^\d{4}-\d{2}-\d{2}$/,
}

describe('the catalogue', () => {
  it('lists every title', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(datasetTitles))
    expect(findDataset('penguins')?.rows).toBe(344)
    expect(findDataset('constructor')).toBeUndefined()
  })

  it('names its licence for every file', () => {
    const licences = readFileSync(new URL('./LICENCES.md', import.meta.url), 'utf8')
    for (const each of Object.values(catalogue)) expect(licences).toContain(`\`${fileOf(each).id}.csv\``)
  })

  it('has pictures as large as the rows of their pixels', () => {
    const pictured = Object.values(catalogue).filter(({ pictures }) => pictures)
    expect(pictured.length).toBeGreaterThan(0)
    for (const dataset of pictured) {
      const [image] = dataset.columns
      const pixels = fileOf(dataset).columns.filter(({ role }) => role === 'feature')
      expect(image).toMatchObject({ name: dataset.pictures?.column, kind: 'vector', storage: 'list' })
      expect(image?.shape?.reduce((size, side) => size * side, 1)).toBe(pixels.length)
      expect([dataset.rows, dataset.columns.at(-1)]).toEqual([
        fileOf(dataset).rows,
        fileOf(dataset).columns.at(-1),
      ])
    }
  })
})

describe.each(Object.values(catalogue).filter((each) => fileOf(each) === each))(
  '$id',
  ({ id, rows, columns, target, task }) => {
    const [header, ...body] = read(id)

    it('has the columns and rows of its file', () => {
      expect(header).toEqual(columns.map(({ name }) => name))
      expect(body).toHaveLength(rows)
      for (const line of body) expect(line).toHaveLength(columns.length)
    })

    it('has values of the kinds, and exactly the categories', () => {
      for (const [at, column] of columns.entries()) {
        const values = body.map((line) => line[at] ?? '').filter((value) => value !== '')
        expect(values.length, column.name).toBeGreaterThan(rows * 0.9)
        for (const value of values) expect(value).toMatch(fits[column.kind] as RegExp)
        if (column.kind === 'category') expect([...new Set(values)].toSorted()).toEqual(column.categories)
      }
    })

    it('has one target, never missing, that fits its task', () => {
      const at = columns.findIndex(({ name }) => name === target)
      expect(columns.filter(({ role }) => role === 'target')).toEqual([columns[at]])
      expect(columns[at]?.kind).toBe(task === 'regression' ? 'number' : 'category')
      for (const line of body) expect(line[at]).not.toBe('')
    })
  },
)
