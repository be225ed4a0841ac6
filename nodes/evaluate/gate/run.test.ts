import { describe, expect, it } from 'vitest'
import { sampleColumn } from '../../kit/samples.ts'
import type { RunContext } from '../../kit/runner.ts'
import type { ModelValue, ReportValue } from '../../kit/values.ts'
import { gate } from './definition.ts'
import { run } from './run.ts'

const model = { port: 'model', digest: 'm', blobs: [], metrics: { val_loss: 1 } } as unknown as ModelValue
const reportOf = (metrics: Record<string, number>) => ({ port: 'report', metrics }) as unknown as ReportValue

async function pass(params: object, metrics: Record<string, number>, reference?: Record<string, number>) {
  const logs: string[] = []
  const outputs = await run({
    inputs: { model, report: reportOf(metrics), reference: reference && reportOf(reference) },
    params: gate.params.parse(params),
    ctx: { log: (_: string, message: string) => logs.push(message) } as unknown as RunContext,
  })
  return { outputs, logs }
}
const blocked = (...call: Parameters<typeof pass>) =>
  pass(...call).then(
    () => 'passed',
    (error: Error & { kind: string; code: string }) => `${error.kind} ${error.code}: ${error.message}`,
  )

describe('gate', () => {
  it('hands on the very model where the figure is good enough, the limit included', async () => {
    const { outputs, logs } = await pass({ threshold: 0.95 }, { accuracy: 0.95 })
    expect(outputs.model.same).toBe(model)
    expect(outputs.report).toMatchObject({
      report: { value: 0.95, bound: 0.95 },
      metrics: { accuracy: 0.95 },
    })
    expect(logs).toEqual(['Accuracy is 0.95, at least the 0.95 asked for.'])
    expect(await blocked({ figure: 'logLoss', comparison: 'atMost', threshold: 0.2 }, { logLoss: 0.2 })).toBe(
      'passed',
    )
  })
  it('fails in plain words where it is not', async () => {
    expect(await blocked({ threshold: 0.95 }, { accuracy: 0.91 })).toBe(
      'user gate_blocked: Accuracy is 0.91, below the 0.95 asked for.',
    )
    expect(await blocked({ figure: 'rmse', comparison: 'atMost', threshold: 50 }, { rmse: 54.53 })).toBe(
      'user gate_blocked: RMSE is 54.5, above the 50 asked for.',
    )
    // Never "0.95 is below 0.95".
    expect(await blocked({ threshold: 0.95 }, { accuracy: 0.949_99 })).toBe(
      'user gate_blocked: Accuracy is 0.94999, below the 0.95 asked for.',
    )
    expect(await blocked({}, { accuracy: Number.NaN })).toContain('gate_blocked')
  })
  it('holds against another report, in the direction in which the figure is good', async () => {
    const byReference = { against: 'reference', tolerance: 0.01 }
    expect(await blocked(byReference, { accuracy: 0.94 }, { accuracy: 0.95 })).toBe('passed')
    expect(await blocked(byReference, { accuracy: 0.93 }, { accuracy: 0.95 })).toBe(
      'user gate_blocked: Accuracy is 0.93, below the 0.94 allowed, since the reference has 0.95.',
    )
    const loss = { ...byReference, figure: 'logLoss', comparison: 'atMost' }
    expect(await blocked(loss, { logLoss: 0.21 }, { logLoss: 0.2 })).toBe('passed')
    expect(await blocked(loss, { logLoss: 0.22 }, { logLoss: 0.2 })).toContain('above the 0.21 allowed')
    expect(await blocked({ against: 'reference' }, { accuracy: 0.9 }, { accuracy: 0.95 })).toContain(
      'below the 0.95 of the reference',
    )
    expect(await blocked(byReference, { accuracy: 1 })).toContain('reference_missing')
  })
  it('finds a figure by its name however it is written, and says which there are', async () => {
    const other = { figure: 'other', name: ' Val loss', comparison: 'atMost', threshold: 1 }
    expect(await blocked(other, { val_loss: 0.5 })).toBe('passed')
    expect(await blocked(other, { val_loss: 2 })).toBe(
      'user gate_blocked: Val loss is 2, above the 1 asked for.',
    )
    expect(await blocked({}, { r2: 0.4, rmse: 54 })).toBe(
      'user figure_unknown: The report has no figure “accuracy”. It has r2, rmse. Choose one of them.',
    )
    expect(await blocked({}, {})).toContain('It has none.')
  })
  it('says at the drawing what is missing, and lets the model’s columns through', () => {
    const schema = { task: null, target: sampleColumn('y', 'number'), inputs: [], request: [] }
    const call = (params: object) =>
      gate.schema({
        inputs: { model: schema, report: { kind: 'evaluation' }, reference: undefined },
        params: gate.params.parse(params),
        context: { sources: {} },
      })
    expect(call({})).toEqual({ outputs: { model: schema, report: { kind: 'gate' } }, problems: [] })
    expect(call({ figure: 'other', against: 'reference' }).problems?.map(({ field }) => field)).toEqual([
      'name',
      'against',
    ])
  })
})
