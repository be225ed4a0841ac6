import type { PostgresAddress } from '../../../nodes/kit/connections.ts'
import type { ConnectionView } from '../../../server/views.ts'

/** A connection as it stands in the form. */
export interface ConnectionForm {
  name: string
  host: string
  port: string
  database: string
  user: string
  /** Undefined while the stored one is kept. */
  password: string | undefined
  tls: PostgresAddress['tls']
}

export const emptyForm: ConnectionForm = {
  name: '',
  host: '',
  port: '5432',
  database: '',
  user: '',
  password: '',
  tls: 'off',
}

export const formOf = ({ name, address }: ConnectionView): ConnectionForm => ({
  name,
  ...address,
  port: String(address.port),
  password: undefined,
})

export const addressOf = ({ host, port, database, user, tls }: ConnectionForm): PostgresAddress => ({
  host: host.trim(),
  port: Number(port),
  database: database.trim(),
  user: user.trim(),
  tls,
})

/** Whether there is enough to connect with. */
export function isComplete({ host, port, database, user }: ConnectionForm): boolean {
  const number = Number(port)
  return (
    host.trim() !== '' &&
    database.trim() !== '' &&
    user.trim() !== '' &&
    Number.isInteger(number) &&
    number >= 1 &&
    number <= 65_535
  )
}

const tlsOf = (mode: string | null): PostgresAddress['tls'] => {
  if (mode === 'verify-full' || mode === 'verify-ca') return 'verify'
  return mode === 'require' ? 'require' : 'off'
}

/** A sign that stands for no character stays as it is. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What a Postgres address such as `postgres://user:password@host/database` says; undefined where it is none. */
export function partsOfUrl(text: string): Partial<ConnectionForm> | undefined {
  const trimmed = text.trim()
  if (!/^postgres(ql)?:\/\//.test(trimmed) || !URL.canParse(trimmed)) return undefined
  const { hostname, port, pathname, username, password, searchParams } = new URL(trimmed)
  if (hostname === '') return undefined
  const database = decode(pathname.slice(1))
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || '5432',
    tls: tlsOf(searchParams.get('sslmode')),
    ...(database === '' ? {} : { database }),
    ...(username === '' ? {} : { user: decode(username) }),
    ...(password === '' ? {} : { password: decode(password) }),
  }
}
