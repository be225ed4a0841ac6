import { describe, expect, it } from 'vitest'
import { UserError } from '../../kit/errors.ts'
import { explainPostgresError } from './explain.ts'

const address = { host: 'db.example', port: 5432, database: 'shop', user: 'ann', tls: 'off' } as const
const failure = (more: object) => Object.assign(new Error('as it was'), more)
const explain = (more: object, context: object = {}) =>
  explainPostgresError(failure(more), { address, ...context }) as UserError

describe('explainPostgresError', () => {
  it.each([
    ['ENOTFOUND', 'user', /no host “db.example”/],
    ['EAI_AGAIN', 'operational', /could not be looked up/],
    ['ECONNREFUSED', 'operational', /Nothing accepts connections at db.example:5432/],
    ['CONNECT_TIMEOUT', 'operational', /does not answer/],
    ['EHOSTUNREACH', 'operational', /does not answer/],
    ['CONNECTION_CLOSED', 'operational', /broke off/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'user', /certificate of db.example:5432 can’t be trusted/],
    ['CERT_HAS_EXPIRED', 'user', /can’t be trusted/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'user', /can’t be trusted/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'user', /does not speak TLS/],
  ])('%s is %s', (code, kind, message) => {
    const error = explain({ code })
    expect(error).toMatchObject({ kind, field: 'connection' })
    expect(error.message).toMatch(message)
  })

  it.each([
    ['28P01', 'user', /refused the password of user “ann”/],
    ['28000', 'user', /does not let user “ann” in: as it was/],
    ['3D000', 'user', /no database “shop” on db.example/],
    ['57P03', 'operational', /busy/],
    ['53300', 'operational', /busy/],
    ['08006', 'operational', /busy/],
  ])('SQLSTATE %s is %s', (code, kind, message) => {
    const error = explain({ code, severity: 'FATAL' }, { query: 'SELECT 1' })
    expect(error).toMatchObject({ kind, field: 'connection' })
    expect(error.message).toMatch(message)
  })

  it('tells the place in the query, counted from where the query begins', () => {
    const at = (position: string, offset = 0) =>
      explain({ code: '42703', severity: 'ERROR', position }, { query: 'SELECT ü🔑,\n  x', offset }).message
    expect(at('8')).toContain('at line 1, column 8')
    expect(at('14')).toContain('at line 2, column 3')
    expect(at('24', 10)).toContain('at line 2, column 3')
    for (const nowhere of ['', '0', '99', 'x'])
      expect(at(nowhere)).toBe('The database refused the query: as it was.')
  })

  it('leaves alone what it does not know, and what is explained already', () => {
    const [ours, unknown] = [new UserError('a', 'b'), failure({ code: 'ERR_ASSERTION' })]
    expect(explainPostgresError(ours, { address })).toBe(ours)
    expect(explainPostgresError(unknown, { address })).toBe(unknown)
    expect(explainPostgresError('text', { address })).toBe('text')
  })
})
