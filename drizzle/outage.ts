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

/** True where Postgres could not be reached or was stopping: worth another try. Looks through wrapping errors. */
export function isDatabaseOutage(error: unknown): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && outageCodes.has(String(each.code))) return true
  }
  return false
}

export const databaseOutage: ErrorReport = {
  kind: 'operational',
  code: 'database_unreachable',
  message: 'The database could not be reached. The step is tried again.',
}
