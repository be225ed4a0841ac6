import { expect, test } from 'vitest'
import type { PredictionAnswer } from '../server/deployments/predict-rows.ts'
import { ApiError, type Client } from './client.ts'
import { naming, predictAll, tableOf } from './predict.ts'

const endpoint = { name: 'birds', url: 'http://127.0.0.1:3001/v1/endpoints/birds/predict' }
type Predict = Client['endpoints']['predict']
const asking = (predict: Predict) => ({ endpoints: { predict } }) as unknown as Pick<Client, 'endpoints'>
const rows = Array.from({ length: 2_500 }, (_, at) => ({ at }))

test('many rows go in parts, all to the version that answered the first', async () => {
  const asked: (number | undefined)[][] = []
  const answer = await predictAll(
    asking(async (_, part, version): Promise<PredictionAnswer> => {
      asked.push([part.length, version])
      return {
        endpoint: 'birds',
        version: version ?? 3,
        predictions: part.map((row) => ({ prediction: (row as { at: number }).at })),
        warnings: [{ code: 'unseen_category', row: 2, column: 'a', message: 'Row 2: new.' }],
        further_warnings: 1,
      }
    }),
    endpoint,
    rows,
  )
  expect(asked).toEqual([
    [1000, undefined],
    [1000, 3],
    [500, 3],
  ])
  expect(answer.predictions.map(({ prediction }) => prediction)).toEqual(rows.map(({ at }) => at))
  expect(answer.warnings?.map(({ row, message }) => [row, message])).toEqual([
    [2, 'Row 2: new.'],
    [1002, 'Row 1002: new.'],
    [2002, 'Row 2002: new.'],
  ])
  expect(answer).toMatchObject({ endpoint: 'birds', version: 3, further_warnings: 3 })
})

test('a refusal counts rows as they were given', async () => {
  const refusing = asking(async (_, part) => {
    if ((part[0] as { at: number }).at === 0)
      return { endpoint: 'birds', version: 1, predictions: part.map(() => ({ prediction: 1 })) }
    throw new ApiError(400, 'wrong_type', 'Row 5: "mass" must be a number.')
  })
  await expect(predictAll(refusing, endpoint, rows)).rejects.toThrow('Row 1005: "mass" must be a number.')
})

test('answers stand in a table: of a few classes the probability of each', () => {
  const few = [{ prediction: 'a', probabilities: { a: 0.98768, b: 0.01232 } }]
  expect(tableOf({ predictions: few })).toEqual({
    headings: ['Row', 'Prediction', 'a', 'b'],
    rows: [['1', 'a', '0.9877', '0.0123']],
  })
  const many = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`c${at}`, at / 45]))
  expect(tableOf({ predictions: [{ prediction: 'c9', probabilities: many }] })).toEqual({
    headings: ['Row', 'Prediction', 'Probability'],
    rows: [['1', 'c9', '0.2']],
  })
  expect(tableOf({ predictions: [{ prediction: null }] }).rows).toEqual([['1', '']])
})

test('rows that are files are called by them', () => {
  const predictions = [{ prediction: 'a' }, { prediction: 'b' }]
  expect(tableOf({ predictions }, ['x/a.png'])).toEqual({
    headings: ['File', 'Prediction'],
    rows: [
      ['x/a.png', 'a'],
      ['2', 'b'],
    ],
  })
  expect(naming('Row 1: "image" is not an image.', ['x/a.png'])).toBe('“x/a.png”: "image" is not an image.')
  expect(naming('Row 2: no.', ['x/a.png'])).toBe('Row 2: no.')
})
