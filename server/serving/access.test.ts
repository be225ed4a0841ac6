import { expect, test } from 'vitest'
import { createGuard, hostnameOf } from './access.ts'

const local = { host: '127.0.0.1', token: undefined, servingUrl: 'http://127.0.0.1:3001' }
const open = { host: '0.0.0.0', token: 'correct-horse-battery', servingUrl: 'https://models.example.org' }
const codeOf = (run: () => void): string | undefined => {
  try {
    run()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

test.each([
  ['localhost:3001', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['[::1]:3001', '::1'],
  ['LOCALHOST', 'localhost'],
  ['a@localhost', undefined],
  ['localhost:80:80', undefined],
  ['', undefined],
])('finds the name in %s', (authority, name) => {
  expect(hostnameOf(authority)).toBe(name)
})

test('answers this machine only when bound to loopback', () => {
  const guard = createGuard(local)
  for (const host of ['localhost:3001', '127.0.0.1:3001', '[::1]:3001', '127.9.9.9'])
    expect(codeOf(() => guard({ host }, false))).toBeUndefined()
  for (const host of [
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    undefined,
  ])
    expect(codeOf(() => guard({ host }, true))).toBe('foreign_host')
})

test('takes the name it was told it is reached under', () => {
  const guard = createGuard({ ...local, servingUrl: 'http://laptop.lan:3001' })
  expect(codeOf(() => guard({ host: 'laptop.lan:3001' }, false))).toBeUndefined()
})

test('refuses pages of other sites', () => {
  const guard = createGuard(local)
  const host = 'localhost:3001'
  expect(codeOf(() => guard({ host, origin: 'http://localhost:3000' }, false))).toBeUndefined()
  for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example'])
    expect(codeOf(() => guard({ host, origin }, false))).toBe('foreign_origin')
})

test('asks for the token on everything that is not public', () => {
  const guard = createGuard(open)
  const host = 'anything.example'
  expect(codeOf(() => guard({ host }, true))).toBeUndefined()
  expect(codeOf(() => guard({ host, authorization: `Bearer ${open.token}` }, false))).toBeUndefined()
  for (const authorization of [undefined, open.token, 'Bearer wrong', `Basic ${open.token}`, 'Bearer '])
    expect(codeOf(() => guard({ host, authorization }, false))).toBe('unauthorised')
})
