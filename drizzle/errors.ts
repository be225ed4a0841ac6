import type { ErrorReport } from '../nodes/kit/errors.ts'

const outageCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  // Postgres: administrator shutdown, crash shutdown, starting up, connection failure, too many connections.
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '53300',
])

/** Postgres keeps no NUL in text (22021) or JSON (22P05). */
const unstorableCodes = new Set(['22021', '22P05'])

/** Looks through wrapping errors. */
function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && codes.has(String(each.code))) return true
  }
  return false
}

/** True where Postgres could not be reached or was stopping: worth another try. */
export const isDatabaseOutage = (error: unknown): boolean => hasCode(error, outageCodes)

/** True where someone sent text that can't be stored. */
export const isUnstorableText = (error: unknown): boolean => hasCode(error, unstorableCodes)

export const databaseOutage: ErrorReport = {
  kind: 'operational',
  code: 'database_unreachable',
  message: 'The database could not be reached. The step is tried again.',
}

export const unstorableText: ErrorReport = {
  kind: 'user',
  code: 'bad_text',
  message: 'The request holds a NUL character, which can’t be stored.',
}
