import { expect, test } from 'vitest'
import { retentionChanges } from './retention.ts'

test('what is left out of a change is not put back to its default', () => {
  expect(retentionChanges.parse({ runDays: 7 })).toEqual({ runDays: 7 })
  expect(retentionChanges.parse({ runDays: null })).toEqual({ runDays: null })
  expect(retentionChanges.safeParse({ graceHours: 0 }).success).toBe(false)
})
