import { expect, test } from 'vitest'
import { drawing, openTestServer } from '../../../tests/kit/pipelines.ts'
import { createTestStack } from '../../../tests/kit/services.ts'
import { openWebhookReceiver } from '../../../tests/kit/webhook-receiver.ts'
import { createRunSignals } from '../../runs/run-signals.ts'
import { openSecrets } from '../../secrets/secret-box.ts'
import type { ScheduleView } from '../../views.ts'
import { handleRest } from './handle-rest.ts'

test('a schedule is made, paused with a note, looked back on, tested and deleted', async () => {
  await using stack = await createTestStack({ MILLRACE_ALLOW_PRIVATE_ADDRESSES: '1' })
  await using server = await openTestServer(stack)
  await using receiver = await openWebhookReceiver()
  const services = {
    ...server,
    config: stack.config,
    secrets: openSecrets(stack.config),
    signals: createRunSignals(server.sql),
  }
  const call = async (method: string, path: string, body?: unknown, given = services) => {
    const request = new Request(`http://localhost:3000/api/v1${path}`, {
      method,
      headers: { host: 'localhost:3000', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const response = await handleRest(request, path, async () => given)
    return { status: response.status, json: JSON.parse(await response.text()) as never }
  }
  const document = drawing({ data: ['data.builtin', { dataset: 'penguins' }] }, [])
  const { id: pipelineId } = (await call('POST', '/pipelines', { name: 'P', document })).json as {
    id: string
  }
  const timing = { kind: 'calendar', times: ['9:00'], lastDay: true, timeZone: 'UTC' }
  const wanted = {
    pipelineId,
    name: 'Month end',
    timing,
    endsAt: '2099-01-01T00:00:00+01:00',
    webhook: receiver.url,
  }
  const made = await call('POST', '/schedules', wanted)
  expect(made.status).toBe(200)
  const { id } = made.json as { id: string }
  const of = `/schedules/${id}`
  expect(await call('GET', of)).toMatchObject({
    json: {
      words: 'At 09:00, on the last day of the month (UTC)',
      catchUpSeconds: 3_600,
      endsAt: '2098-12-31T23:00:00.000Z',
      leftOut: [],
      delivery: null,
      backfill: null,
    },
  })
  expect(await call('PUT', of, { paused: true, note: 'Closed', by: 'cli' })).toMatchObject({ status: 200 })
  const { paused, note, noted, nextTimes } = (await call('GET', of)).json as ScheduleView
  expect({ paused, note, by: noted?.by, nextTimes }).toEqual({
    paused: true,
    note: 'Closed',
    by: 'cli',
    nextTimes: [],
  })

  const range = { from: '2024-01-01T00:00:00Z', to: '2024-03-31T23:00:00Z' }
  expect(await call('POST', `${of}/backfill/preview`, range)).toEqual({
    status: 200,
    json: {
      times: ['2024-01-31T09:00:00.000Z', '2024-02-29T09:00:00.000Z', '2024-03-31T09:00:00.000Z'],
      known: 0,
    },
  })
  expect(await call('POST', `${of}/backfill`, range)).toMatchObject({ json: { count: 3, known: 0 } })
  expect(await call('POST', `${of}/backfill`, range)).toMatchObject({ status: 409 })
  expect(await call('DELETE', `${of}/backfill`)).toMatchObject({ status: 200 })

  expect(await call('POST', `${of}/webhook/test`)).toEqual({ status: 200, json: { ok: true, error: null } })
  expect(receiver.calls).toHaveLength(1)
  expect(await call('GET', `${of}/webhook/key`)).toMatchObject({
    json: { key: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  expect(await call('POST', `${of}/new-data`)).toMatchObject({
    status: 400,
    json: { error: { code: 'not_waiting' } },
  })
  // Where private addresses are not allowed, a new one is refused at once; the one it has stays.
  const strict = { ...services, config: { ...stack.config, allowPrivateAddresses: false } }
  const inner = { webhook: receiver.url.replace('127.0.0.1', 'localhost') }
  const refusal = { status: 400, json: { error: { code: 'private_address', field: 'webhook' } } }
  expect(await call('PUT', of, inner, strict)).toMatchObject(refusal)
  expect(await call('POST', '/schedules', { ...wanted, ...inner }, strict)).toMatchObject(refusal)
  expect(await call('PUT', of, { webhook: receiver.url, name: 'End' }, strict)).toMatchObject({ status: 200 })
  for (const wrong of [
    { webhook: 'ftp://example.org' },
    { catchUpSeconds: 1 },
    { endsAt: 'soon' },
    { timing: { ...timing, times: [] } },
    { startsAt: '2100-01-01T00:00:00Z' },
  ])
    expect(await call('PUT', of, wrong)).toMatchObject({ status: 400 })
  expect(await call('DELETE', of)).toMatchObject({ status: 200 })
  expect(await call('GET', of)).toMatchObject({ status: 404 })
})
