import { expect, test } from 'vitest'
import { createPredictionsEncoder, decodeRows, encodeRowsAnswer } from './rows-codec.ts'
import { createTestModel } from './test-model.ts'

const model = createTestModel()
const limits = { rows: 3, warnings: 2 }
const row = { mass: 3.5, island: 'Dream', seen: '2024-01-02', ringed: true }
const decode = (rows: unknown) => decodeRows({ rows }, model, limits)

test('reads rows into columns; null is missing and further fields are left out', () => {
  const { batch, warnings } = decode([
    row,
    { ...row, mass: null, island: null, seen: 0, ringed: null, more: {} },
  ])
  expect(batch.rows).toBe(2)
  expect(Object.keys(batch.columns)).toEqual(['mass', 'island', 'seen', 'ringed'])
  expect([...(batch.columns.mass as Float64Array)]).toEqual([3.5, Number.NaN])
  expect(batch.columns.island).toEqual(['Dream', null])
  expect([...(batch.columns.seen as Float64Array)]).toEqual([Date.UTC(2024, 0, 2), 0])
  expect(batch.columns.ringed).toEqual([true, null])
  expect(warnings).toEqual({ listed: [], more: 0 })
})

test.each([
  [{ ...row, mass: '3.5' }, 'wrong_type', 'mass', /Row 2.*"mass".*a number.*the text "3.5"/],
  [{ ...row, mass: true }, 'wrong_type', 'mass', /a number.*true/],
  [{ ...row, island: 3 }, 'wrong_type', 'island', /a text/],
  [{ ...row, ringed: 'yes' }, 'wrong_type', 'ringed', /true or false/],
  [{ ...row, seen: 'yesterday' }, 'wrong_type', 'seen', /date and time/],
  [{ ...row, mass: Number.POSITIVE_INFINITY }, 'wrong_type', 'mass', /Row 2.*too large/],
  [{ ...row, mass: undefined }, 'missing_column', 'mass', /Row 2.*"mass"/],
  [JSON.parse('{"__proto__": {"mass": 1}}'), 'missing_column', 'mass', /"mass"/],
  [[row], 'row_not_object', 'rows', /Row 2.*a list/],
  [null, 'row_not_object', 'rows', /Row 2.*null/],
])('refuses the row %j as %s', (bad, code, field, message) => {
  expect(() => decode([row, bad])).toThrow(
    expect.objectContaining({ code, field, message: expect.stringMatching(message) }),
  )
})

test.each([[undefined], [null], [[row]], ['rows'], [{}], [{ rows: row }]])('refuses the body %j', (body) => {
  expect(() => decodeRows(body, model, limits)).toThrow(
    expect.objectContaining({ status: 400, code: 'rows_missing' }),
  )
})

test('refuses more rows than it may take', () => {
  expect(decode([row, row, row]).batch.rows).toBe(3)
  expect(() => decode([row, row, row, row])).toThrow(
    expect.objectContaining({ status: 413, code: 'too_many_rows' }),
  )
})

test('names unseen categories, some in full and the rest by number', () => {
  const { warnings } = decode(['Dream', 'Torgersen', 'dream'].map((island) => ({ ...row, island })))
  expect(warnings.listed.map(({ code, row: at, column }) => [code, at, column])).toEqual([
    ['unseen_category', 2, 'island'],
    ['unseen_category', 3, 'island'],
  ])
  expect(warnings.listed[0]!.message).toContain('“Torgersen”')
  const one = decodeRows(
    {
      rows: [
        { ...row, island: 'x' },
        { ...row, island: 'y' },
      ],
    },
    model,
    { rows: 3, warnings: 1 },
  )
  expect(one.warnings.more).toBe(1)
})

test('writes predictions with a probability for every class', async () => {
  const classes = ['A', '__proto__', 'say "hi"']
  const encode = createPredictionsEncoder({ classes })
  const json = encode({
    rows: 2,
    columns: {
      prediction: ['__proto__', null],
      probability_A: Float64Array.of(0.1, Number.NaN),
      ['probability___proto__']: Float64Array.of(0.7, 0),
      'probability_say "hi"': Float64Array.of(0.2, 1e-7),
    },
  })
  expect(json).toBe(
    '[{"prediction":"__proto__","probabilities":{"A":0.1,"__proto__":0.7,"say \\"hi\\"":0.2}},' +
      '{"prediction":null,"probabilities":{"A":null,"__proto__":0,"say \\"hi\\"":1e-7}}]',
  )
})

test('writes numbers and booleans without probabilities where there are none', () => {
  const encode = createPredictionsEncoder({ classes: [] })
  expect(encode({ rows: 2, columns: { prediction: Float64Array.of(1.5, Number.NaN) } })).toBe(
    '[{"prediction":1.5},{"prediction":null}]',
  )
  expect(encode({ rows: 0, columns: { prediction: new Float64Array() } })).toBe('[]')
})

test('adds warnings to the answer only if there are any', () => {
  const base = { endpoint: 'penguins', version: 3, predictions: '[]' }
  expect(JSON.parse(encodeRowsAnswer({ ...base, warnings: { listed: [], more: 0 } }))).toEqual({
    endpoint: 'penguins',
    version: 3,
    predictions: [],
  })
  const warning = { code: 'unseen_category', message: 'm', row: 1, column: 'island' } as const
  expect(JSON.parse(encodeRowsAnswer({ ...base, warnings: { listed: [warning], more: 4 } }))).toMatchObject({
    warnings: [warning],
    further_warnings: 4,
  })
})
