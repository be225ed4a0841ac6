import { expect, test } from 'vitest'
import { routes } from '../api/rest/routes.ts'
import { describeApi } from '../api/rest/openapi.ts'
import { runFilter } from './run-filter.ts'

test('runs that wait for an approval can be asked for, and nobody is let in by a wrong word', () => {
  expect(runFilter.parse({ state: 'waiting' })).toEqual({ state: 'waiting' })
  expect(runFilter.safeParse({ state: 'awaiting' }).success).toBe(false)
})

test('the description of the interface says what waiting means', () => {
  const list = describeApi(routes, { token: undefined }).paths['/runs']?.get as
    | { parameters: { name: string; schema: { enum?: string[]; description?: string } }[] }
    | undefined
  const state = list?.parameters.find(({ name }) => name === 'state')?.schema
  expect(state?.enum).toContain('waiting')
  expect(state?.description).toMatch(/wait for an approval/)
})
