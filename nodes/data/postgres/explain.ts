import type { PostgresAddress } from '../../kit/connections.ts'
import { OperationalError, UserError } from '../../kit/errors.ts'

interface Context {
  address: PostgresAddress
  /** The query as the person wrote it, once it may be the one to blame. */
  query?: string
  /** Characters that stand before the query in the statement that was sent. */
  offset?: number
  timeLimitSeconds?: number
}

interface Failure extends Error {
  code?: string
  /** Of errors that the database sent. */
  severity?: unknown
  position?: unknown
  hint?: unknown
  kind?: unknown
}

const connectionField = { field: 'connection' }
const queryField = { field: 'query' }

/** `line 2, column 8` of the 1-based place (in code points) of an error in the query; nothing where it has none. */
function placeOf({ position }: Failure, { query = '', offset = 0 }: Context): string {
  const characters = Array.from(query)
  const at = Number(position) - offset
  if (!Number.isInteger(at) || at < 1 || at > characters.length + 1) return ''
  const lines = characters
    .slice(0, at - 1)
    .join('')
    .split('\n')
  return `line ${lines.length}, column ${Array.from(lines.at(-1) ?? '').length + 1}`
}

/** An error of the network or of TLS, by its code. */
function ofNetwork(error: Failure, { address }: Context): Error | undefined {
  const code = error.code ?? ''
  const options = { cause: error, ...connectionField }
  const place = `${address.host}:${address.port}`
  const isTls = /^(ERR_(SSL|TLS)|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|EPROTO|HOSTNAME)/.test(code)
  if (isTls || (code === 'ECONNRESET' && /secure TLS connection/.test(error.message))) {
    if (/ERR_SSL|EPROTO|ECONNRESET/.test(code))
      return new UserError(
        'connection_tls',
        `The server at ${place} does not speak TLS. Set TLS to Off, or have TLS set up on the server.`,
        options,
      )
    return new UserError(
      'connection_tls',
      `The certificate of ${place} can’t be trusted (${error.message.replace(/\.$/, '')}). Use the name that stands in the certificate, have the server present one of a known authority, or set TLS to Encrypted, not checked.`,
      options,
    )
  }
  switch (code) {
    case 'ENOTFOUND':
      return new UserError(
        'connection_host',
        `There is no host “${address.host}”. Check its name for a slip, and that this machine can reach it.`,
        options,
      )
    case 'EAI_AGAIN':
      return new OperationalError(
        'connection_host',
        `The name “${address.host}” could not be looked up: the name server does not answer.`,
        options,
      )
    case 'ECONNREFUSED':
      return new OperationalError(
        'connection_refused',
        `Nothing accepts connections at ${place}. Check the port, and that the database is running.`,
        options,
      )
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'CONNECT_TIMEOUT':
      return new OperationalError(
        'connection_timeout',
        `${place} does not answer. Check host and port, and that no firewall stands between.`,
        options,
      )
    case 'CONNECTION_DESTROYED':
      return new OperationalError(
        'connection_timeout',
        `${place} answers, but not as Postgres does. Check the port.`,
        options,
      )
    case 'ECONNRESET':
    case 'EPIPE':
    case 'CONNECTION_CLOSED':
    case 'CONNECTION_ENDED':
      return new OperationalError('connection_lost', `The connection to ${place} broke off.`, options)
    default:
      return undefined
  }
}

/** An error that the database sent about who connects, by its SQLSTATE. */
function ofAccess(error: Failure, { address }: Context): Error | undefined {
  const code = error.code ?? ''
  const options = { cause: error, ...connectionField }
  const { user, database } = address
  switch (code) {
    case '28P01':
      return new UserError(
        'connection_password',
        `The database refused the password of user “${user}”. Enter it again; mind that the user may not exist.`,
        options,
      )
    case '28000': {
      const more = /no encryption/.test(error.message) ? ' Try it with TLS.' : ''
      return new UserError(
        'connection_user',
        `The database does not let user “${user}” in: ${error.message}.${more}`,
        options,
      )
    }
    case '3D000':
      return new UserError(
        'connection_database',
        `There is no database “${database}” on ${address.host}. Names are case-sensitive.`,
        options,
      )
    default:
  }
  if (/^(08|57P|53)/.test(code))
    return new OperationalError(
      'connection_lost',
      `The database broke off or is busy: ${error.message}.`,
      options,
    )
  return undefined
}

/** An error that the database sent about the query. */
function ofQuery(error: Failure, context: Context): Error {
  const code = error.code ?? ''
  const options = { cause: error, ...queryField }
  const place = placeOf(error, context)
  if (code === '25006' || /data-modifying/.test(error.message))
    return new UserError(
      'query_writes',
      'The query would change data, which is refused: it may only read.',
      options,
    )
  if (code === '57014' && /statement timeout/.test(error.message))
    return new UserError(
      'query_time',
      `The database stopped the query after ${context.timeLimitSeconds ?? 0} s, the time limit. Make it faster or smaller, or raise the limit under More.`,
      options,
    )
  if (/multiple commands/.test(error.message))
    return new UserError('query_many', 'Only one query can stand here, and there are several.', options)
  const hint = typeof error.hint === 'string' ? ` ${error.hint}` : ''
  return new UserError(
    'query_refused',
    `The database refused the query${place === '' ? '' : ` at ${place}`}: ${error.message.replace(/\.$/, '')}.${hint}`,
    options,
  )
}

/** What a person is told of something that went wrong between Millrace and a database; other errors stay as they are. */
export function explainPostgresError(error: unknown, context: Context): unknown {
  if (!(error instanceof Error)) return error
  const failure: Failure = error
  if (failure.kind === 'user' || failure.kind === 'operational') return error
  const known = failure.severity === undefined ? ofNetwork(failure, context) : ofAccess(failure, context)
  if (known || failure.severity === undefined) return known ?? error
  return context.query === undefined
    ? new UserError('connection_refused', `The database refused: ${failure.message}.`, {
        cause: error,
        ...connectionField,
      })
    : ofQuery(failure, context)
}

/** The statement was taken alone, and is no query that rows can be copied from. */
export const notAQuery = (cause?: unknown): UserError =>
  new UserError(
    'query_kind',
    'This is not a query that gives rows. Write one SELECT (or WITH … SELECT, VALUES, TABLE).',
    { cause, ...queryField },
  )
