import { describe, expect, it } from 'vitest'
import type { ModelSchema } from '../../kit/ports.ts'
import { tune } from './definition.ts'

const model: ModelSchema = { task: 'binary', target: null, inputs: [], request: [] }
const schemaOf = (params: object, arriving: ModelSchema | undefined = model) =>
  tune.schema({ inputs: { model: arriving }, params: tune.params.parse(params), context: { sources: {} } })

describe('tune', () => {
  it('passes the model through', () => {
    expect(schemaOf({})).toEqual({ outputs: { model, report: { kind: 'tuning' } }, problems: [] })
    expect(
      tune.schema({ inputs: { model: undefined }, params: tune.params.parse({}), context: { sources: {} } })
        .outputs,
    ).toEqual({ report: { kind: 'tuning' } })
  })

  it('refuses a metric of another task', () => {
    expect(schemaOf({ metric: 'rmse' }).problems).toMatchObject([{ code: 'metric_task', field: 'metric' }])
    expect(schemaOf({ metric: 'accuracy' }, { ...model, task: 'regression' }).problems).toMatchObject([
      { code: 'metric_task' },
    ])
    expect(schemaOf({ metric: 'accuracy' }).problems).toEqual([])
    expect(schemaOf({ metric: 'rmse' }, { ...model, task: null }).problems).toEqual([])
  })

  it('asks for trials scored on the validation rows, or on folds', () => {
    const request = (params: object) => tune.refit?.(tune.params.parse(params))
    expect(request({ trials: 7, parallel: 3, method: 'random', metric: 'f1' })).toMatchObject({
      of: { port: 'model' },
      folds: null,
      want: ['score'],
      search: { trials: 7, parallel: 3, method: 'random', metric: 'f1' },
    })
    expect(request({ objective: 'folds', folds: 4 })?.folds).toMatchObject({ folds: 4 })
  })
})
