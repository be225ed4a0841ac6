import { expect, test } from 'vitest'
import { decodeInference, encodeInference, inputTensors, outputTensors } from './inference-codec.ts'
import { createTestModel } from './test-model.ts'

const model = createTestModel()
const limits = { rows: 5, warnings: 10 }
const inputs = () => [
  { name: 'mass', shape: [2], datatype: 'FP64', data: [3.5, null] as unknown[] },
  { name: 'island', shape: [2, 1], datatype: 'BYTES', data: [['Dream'], ['Mars']] as unknown[] },
  { name: 'seen', shape: [2], datatype: 'BYTES', data: ['2024-01-02', null] as unknown[] },
  { name: 'ringed', shape: [2], datatype: 'BOOL', data: [true, false] as unknown[] },
]
const decode = (body: unknown) => decodeInference(body, model, limits)
const withInput = (index: number, change: object) => ({
  inputs: inputs().map((input, at) => (at === index ? { ...input, ...change } : input)),
})

test('describes one tensor per column', () => {
  expect(inputTensors(model)).toEqual([
    { name: 'mass', datatype: 'FP64', shape: [-1] },
    { name: 'island', datatype: 'BYTES', shape: [-1] },
    { name: 'seen', datatype: 'BYTES', shape: [-1] },
    { name: 'ringed', datatype: 'BOOL', shape: [-1] },
  ])
  expect(outputTensors(model)).toEqual([
    { name: 'prediction', datatype: 'BYTES', shape: [-1] },
    { name: 'probability_A', datatype: 'FP64', shape: [-1] },
    { name: 'probability_B', datatype: 'FP64', shape: [-1] },
  ])
})

test('reads flat and nested tensors in any order, and tolerates parameters', () => {
  const request = decode({
    id: '42',
    parameters: { priority: 1 },
    inputs: [...inputs().reverse(), { name: 'unknown', shape: [9], datatype: 'FP64', data: [] }],
    outputs: [{ name: 'probability_B', parameters: { binary_data: false } }],
  })
  expect(request.id).toBe('42')
  expect(request.outputs).toEqual(['probability_B'])
  expect(request.batch.rows).toBe(2)
  expect([...(request.batch.columns.mass as Float64Array)]).toEqual([3.5, Number.NaN])
  expect(request.batch.columns.island).toEqual(['Dream', 'Mars'])
  expect([...(request.batch.columns.seen as Float64Array)]).toEqual([Date.UTC(2024, 0, 2), Number.NaN])
  expect(request.batch.columns.ringed).toEqual([true, false])
  expect(request.warnings.listed).toMatchObject([{ row: 2, column: 'island' }])
})

test('takes whole numbers and times in milliseconds in their own datatypes', () => {
  const body = withInput(0, { datatype: 'INT32', data: [3, null] })
  expect([...(decode(body).batch.columns.mass as Float64Array)]).toEqual([3, Number.NaN])
  const times = withInput(2, { datatype: 'INT64', data: [5, 6] })
  expect([...(decode(times).batch.columns.seen as Float64Array)]).toEqual([5, 6])
})

test.each([
  ['a list', [], 'not_object'],
  ['a numeric id', { ...withInput(0, {}), id: 42 }, 'wrong_id'],
  ['no inputs', {}, 'inputs_missing'],
  ['a nameless input', { inputs: [{}] }, 'input_invalid'],
  ['an input twice', { inputs: [...inputs(), inputs()[0]] }, 'input_twice'],
  ['a missing input', { inputs: inputs().slice(1) }, 'missing_column'],
  ['another datatype', withInput(0, { datatype: 'BYTES' }), 'wrong_datatype'],
  ['a datatype that is none', withInput(0, { datatype: { toString: 1 } }), 'wrong_datatype'],
  ['no shape', withInput(0, { shape: undefined }), 'wrong_shape'],
  ['an empty shape', withInput(0, { shape: [] }), 'wrong_shape'],
  ['a negative shape', withInput(0, { shape: [-1] }), 'wrong_shape'],
  ['two values a row', withInput(0, { shape: [1, 2] }), 'wrong_shape'],
  ['a shape that does not fit', withInput(0, { shape: [3] }), 'wrong_shape'],
  ['data that is no list', withInput(0, { data: 'x' }), 'wrong_data'],
  ['fewer rows than before', withInput(1, { shape: [1], data: ['Dream'] }), 'rows_differ'],
  ['numbers as text', withInput(0, { data: ['3.5', 1] }), 'wrong_type'],
  ['a fraction as integer', withInput(0, { datatype: 'INT64', data: [3.5, 1] }), 'wrong_type'],
  ['an infinite number', withInput(0, { data: [Number.POSITIVE_INFINITY, 1] }), 'wrong_type'],
  ['a text that is no time', withInput(2, { data: ['soon', null] }), 'wrong_type'],
  ['objects as values', withInput(1, { data: [{}, {}] }), 'wrong_type'],
  ['an unknown output', { ...withInput(0, {}), outputs: [{ name: 'x' }] }, 'output_unknown'],
  ['outputs that are no list', { ...withInput(0, {}), outputs: 'x' }, 'outputs_invalid'],
])('refuses %s', (_what, body, code) => {
  expect(() => decode(body)).toThrow(expect.objectContaining({ status: 400, code }))
})

test('survives lists nested very deep', () => {
  const deep = JSON.parse(`${'['.repeat(200_000)}1${']'.repeat(200_000)}`) as unknown[]
  expect([...(decode(withInput(0, { data: [deep, 2] })).batch.columns.mass as Float64Array)]).toEqual([1, 2])
})

test('refuses more rows than it may take', () => {
  const body = withInput(0, { shape: [6], data: [1, 2, 3, 4, 5, 6] })
  expect(() => decode(body)).toThrow(expect.objectContaining({ status: 413 }))
})

test('writes the outputs that were asked for, in their order, and echoes the id', () => {
  const answers = {
    rows: 2,
    columns: {
      prediction: ['A', null],
      probability_A: Float64Array.of(0.75, Number.NaN),
      probability_B: Float64Array.of(0.25, 1),
    },
  }
  const base = { model, name: 'penguins', version: 3, answers }
  const warnings = { listed: [], more: 0 }
  const request = { id: '42', outputs: ['probability_B', 'prediction'], warnings }
  expect(JSON.parse(encodeInference({ ...base, request }))).toEqual({
    model_name: 'penguins',
    model_version: '3',
    id: '42',
    outputs: [
      { name: 'probability_B', shape: [2], datatype: 'FP64', data: [0.25, 1] },
      { name: 'prediction', shape: [2], datatype: 'BYTES', data: ['A', null] },
    ],
  })
  const unasked = { id: undefined, outputs: ['probability_A'], warnings }
  expect(JSON.parse(encodeInference({ ...base, request: unasked }))).toEqual({
    model_name: 'penguins',
    model_version: '3',
    outputs: [{ name: 'probability_A', shape: [2], datatype: 'FP64', data: [0.75, null] }],
  })
})
