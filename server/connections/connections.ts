import { asc, eq, isNull, sql as raw } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../drizzle/client.ts'
import { connections, pipelines, pipelineVersions } from '../../drizzle/schema.ts'
import { type OpenConnection, type PostgresAddress, postgresAddress } from '../../nodes/kit/connections.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { listInWords } from '../../nodes/kit/table-schemas.ts'
import type { SecretBox } from '../secrets/secret-box.ts'
import type { ConnectionView } from '../views.ts'
import { forgetReadings } from './readings.ts'

interface Deps {
  db: Database
  secrets: SecretBox
}

export const connectionInput = z.object({
  name: z.string().trim().min(1, 'A name is needed.').max(120),
  address: postgresAddress,
  password: z.string().max(1_000).default(''),
})
/** A change of a connection; without a password it keeps the one it has. */
export const connectionChange = connectionInput.extend({ password: z.string().max(1_000).optional() })

type Row = typeof connections.$inferSelect
type Using = ConnectionView['usedBy']

const toView = (row: Row, usedBy: Using): ConnectionView => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  address: row.address,
  usedBy,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  testedAt: row.testedAt?.toISOString() ?? null,
  testResult: row.testResult,
})

const noConnection = () =>
  new UserError(
    'connection_gone',
    'There is no such connection any more. Choose another, or make it again.',
    {
      field: 'connection',
    },
  )

async function findRow(db: Database, id: string): Promise<Row> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id))
  if (!row) throw noConnection()
  return row
}

/** Pipelines whose newest version names a connection, by connection id. */
async function listUses(db: Database): Promise<Map<string, Using[number][]>> {
  const used = raw<string>`node -> 'params' ->> 'connection'`
  const rows = await db
    .selectDistinct({ connection: used, id: pipelines.id, name: pipelines.name })
    .from(pipelines)
    .innerJoin(
      pipelineVersions,
      raw`${pipelineVersions.pipelineId} = ${pipelines.id} and ${pipelineVersions.version} = ${pipelines.version}`,
    )
    .innerJoin(raw`jsonb_array_elements(${pipelineVersions.document} -> 'nodes') as node`, raw`${used} <> ''`)
    .where(isNull(pipelines.deletedAt))
  const uses = new Map<string, Using[number][]>()
  for (const { connection, id, name } of rows.toSorted((a, b) => a.name.localeCompare(b.name)))
    uses.set(connection, [...(uses.get(connection) ?? []), { id, name }])
  return uses
}

/** Postgres tells of a name that is taken by 23505. */
const withFreeName = async <T>(name: string, write: () => Promise<T>): Promise<T> => {
  try {
    return await write()
  } catch (error) {
    for (let each: unknown = error; each instanceof Error; each = each.cause)
      if ('code' in each && each.code === '23505')
        throw new UserError('name_taken', `There is a connection called “${name}” already.`, {
          field: 'name',
        })
    throw error
  }
}

/** By name. */
export async function listConnections(db: Database): Promise<ConnectionView[]> {
  const uses = await listUses(db)
  const rows = await db.select().from(connections).orderBy(asc(connections.name))
  return rows.map((row) => toView(row, uses.get(row.id) ?? []))
}

export async function getConnection(db: Database, id: string): Promise<ConnectionView> {
  return toView(await findRow(db, id), (await listUses(db)).get(id) ?? [])
}

/** @throws UserError `name_taken` */
export async function createConnection(
  { db, secrets }: Deps,
  { name, address, password }: z.infer<typeof connectionInput>,
): Promise<ConnectionView> {
  const id = crypto.randomUUID()
  const row = { id, name, kind: 'postgres', address, secret: secrets.seal(password, id) } as const
  await withFreeName(name, () => db.insert(connections).values(row))
  return getConnection(db, id)
}

/**
 * Whether a stored password may be used with an address: it goes to no other server, for no other user and in no other
 * way than the one it was entered for. Otherwise whoever may edit a connection could have it sent to himself.
 */
export const keepsPassword = (before: PostgresAddress, after: PostgresAddress): boolean =>
  (['host', 'port', 'user', 'tls'] as const).every((part) => before[part] === after[part])

export const passwordNeeded = () =>
  new UserError(
    'password_needed',
    'Host, port, user or TLS have changed, so the password has to be entered again.',
    { field: 'password' },
  )

/** @throws UserError `name_taken`, `connection_gone`, `password_needed` */
export async function updateConnection(
  { db, secrets }: Deps,
  { id, name, address, password }: z.infer<typeof connectionChange> & { id: string },
): Promise<ConnectionView> {
  await withFreeName(name, () =>
    db.transaction(async (tx) => {
      const [before] = await tx.select().from(connections).where(eq(connections.id, id)).for('update')
      if (!before) throw noConnection()
      const isElsewhere =
        !keepsPassword(before.address, address) || before.address.database !== address.database
      if (password === undefined && !keepsPassword(before.address, address)) throw passwordNeeded()
      const moved = isElsewhere ? { revision: before.revision + 1 } : {}
      const secret = password === undefined ? {} : { secret: secrets.seal(password, id) }
      const untested = isElsewhere || password !== undefined ? { testedAt: null, testResult: null } : {}
      await tx
        .update(connections)
        .set({ name, address, updatedAt: new Date(), ...moved, ...secret, ...untested })
        .where(eq(connections.id, id))
      if (isElsewhere) await forgetReadings(tx, id)
    }),
  )
  return getConnection(db, id)
}

/** @throws UserError `conflict` while the newest version of a pipeline uses it. */
export async function removeConnection(db: Database, id: string): Promise<void> {
  const { name, usedBy } = await getConnection(db, id)
  if (usedBy.length > 0)
    throw new UserError(
      'conflict',
      `“${name}” is used by ${listInWords(usedBy.map((pipeline) => `“${pipeline.name}”`))}. Choose another connection there first.`,
    )
  await db.transaction(async (tx) => {
    await tx.delete(connections).where(eq(connections.id, id))
    await forgetReadings(tx, id)
  })
}

/**
 * A connection with its password, for the moment in which it is used. `freshness` changes with the address.
 * @throws UserError `connection_gone`, and those of `SecretBox.open`
 */
export async function openConnection(
  { db, secrets }: Deps,
  id: string,
): Promise<OpenConnection & { freshness: string }> {
  const { address, secret, revision } = await findRow(db, id)
  return { address, password: secrets.open(secret, id), freshness: `${id}@${revision}` }
}
