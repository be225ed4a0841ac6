import { describe, expect, it } from 'vitest'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import { judge } from './attempt.ts'

const refused = new OperationalError('connection_refused', 'Nothing accepts connections at db:5432.')

describe('judge', () => {
  it('has a database of somebody’s own tried for half a minute, then says why', () => {
    expect(judge(refused, 6)).toMatchObject({ retry: true, report: { kind: 'operational' } })
    expect(judge(refused, 7)).toEqual({
      retry: false,
      report: {
        kind: 'user',
        code: 'connection_refused',
        message: 'Nothing accepts connections at db:5432. It was tried 7 times.',
      },
    })
  })

  it('waits for Millrace’s own database as long as it takes', () => {
    const outage = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    expect(judge(outage, 19)).toMatchObject({ retry: true, report: { code: 'database_unreachable' } })
  })

  it('takes a compute process that dies again and again for one that lacks memory', () => {
    const lost = new OperationalError('compute_lost', 'The compute process stopped.')
    expect(judge(lost, 5).retry).toBe(true)
    expect(judge(lost, 6).report).toMatchObject({
      kind: 'user',
      message: expect.stringContaining('lack of memory'),
    })
  })

  it('never repeats what a person has to mend, or what went wrong inside', () => {
    expect(judge(new UserError('query_refused', 'No.'), 1).retry).toBe(false)
    expect(judge(new Error('oops'), 1)).toMatchObject({ retry: false, report: { kind: 'unexpected' } })
  })
})
