import { describe, expect, test } from 'vitest'
import { emptyForm, isComplete, partsOfUrl } from './connection-form.ts'

describe('partsOfUrl', () => {
  test('takes an address apart', () => {
    expect(partsOfUrl(' postgresql://ann%40x:p%23w@db.example.org:6543/shop?sslmode=require ')).toEqual({
      host: 'db.example.org',
      port: '6543',
      database: 'shop',
      user: 'ann@x',
      password: 'p#w',
      tls: 'require',
    })
    expect(partsOfUrl('postgres://[::1]/a?sslmode=verify-full')).toEqual({
      host: '::1',
      port: '5432',
      database: 'a',
      tls: 'verify',
    })
  })

  test('keeps a sign that stands for nothing', () => {
    expect(partsOfUrl('postgres://a:100%@h/d')).toMatchObject({ password: '100%' })
  })

  test('leaves alone what is none', () => {
    for (const text of ['db.example.org', 'mysql://a@b/c', 'postgres://', '']) {
      expect(partsOfUrl(text)).toBeUndefined()
    }
  })
})

test('a form is complete with host, port, database and user', () => {
  const form = { ...emptyForm, host: 'h', database: 'd', user: 'u' }
  expect(isComplete(form)).toBe(true)
  for (const change of [{ host: ' ' }, { database: '' }, { user: '' }, { port: '0' }, { port: '5432x' }])
    expect(isComplete({ ...form, ...change })).toBe(false)
})
