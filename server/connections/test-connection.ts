import { eq } from 'drizzle-orm'
import driver from 'postgres'
import type { z } from 'zod'
import type { Database } from '../../drizzle/client.ts'
import { connections } from '../../drizzle/schema.ts'
import { explainPostgresError } from '../../nodes/data/postgres/explain.ts'
import { withReadOnly } from '../../nodes/data/postgres/session.ts'
import type { OpenConnection } from '../../nodes/kit/connections.ts'
import { toErrorReport } from '../../nodes/kit/errors.ts'
import type { SecretBox } from '../secrets/secret-box.ts'
import type { ConnectionTest } from '../views.ts'
import { type connectionChange, keepsPassword, openConnection, passwordNeeded } from './connections.ts'

const timeLimitSeconds = 5

/** Connects and asks for the server's version, in a read-only transaction; never throws. */
async function tryConnection({ address, password }: OpenConnection): Promise<ConnectionTest> {
  try {
    const message = await withReadOnly(driver, { address, password, timeLimitSeconds }, async (sql) => {
      const [row] = await sql`select version() as version`
      // "PostgreSQL 18.0 on x86_64-pc-linux-gnu, compiled by …"
      const [version = 'Postgres'] = String(row?.version).split(' on ')
      return `Connected to ${version}.`
    })
    return { ok: true, message }
  } catch (error) {
    const explained = explainPostgresError(error, { address, timeLimitSeconds })
    return { ok: false, message: toErrorReport(explained).message }
  }
}

/** Tries a saved connection and remembers how it went. */
export async function testConnection(
  deps: { db: Database; secrets: SecretBox },
  id: string,
): Promise<ConnectionTest> {
  const result = await tryConnection(await openConnection(deps, id))
  await deps.db
    .update(connections)
    .set({ testedAt: new Date(), testResult: result })
    .where(eq(connections.id, id))
  return result
}

/** Tries what stands in a form before it is saved; without a password, with the one that `id` has. */
export async function testAddress(
  deps: { db: Database; secrets: SecretBox },
  { id, address, password }: Pick<z.infer<typeof connectionChange>, 'address' | 'password'> & { id?: string },
): Promise<ConnectionTest> {
  if (password !== undefined || id === undefined) return tryConnection({ address, password: password ?? '' })
  const saved = await openConnection(deps, id)
  if (!keepsPassword(saved.address, address)) throw passwordNeeded()
  return tryConnection({ address, password: saved.password })
}
