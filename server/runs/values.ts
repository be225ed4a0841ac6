import type { Database } from '../../drizzle/client.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import type { RowsPage } from '../views.ts'
import { followCard } from './cards.ts'
import { getValue } from './runs.ts'

interface At {
  runId: string
  nodeId: string
  port: string
}
interface Deps {
  db: Database
  store: Pick<BlobStore, 'getBytes'>
}

const readJson = async (store: Deps['store'], ref: BlobRef): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await store.getBytes(ref)))

/** Column statistics and first rows of the table at a port (`TableProfile` of ml/tables/profile). */
export async function getProfile({ db, store }: Deps, at: At): Promise<unknown> {
  const value = await getValue(db, at)
  if (value.port !== 'table') throw new UserError('not_a_table', 'There is no table at this port.')
  return readJson(store, value.profile)
}

/** A page of rows, read on a worker. */
export async function readRows(
  { db, workflows }: { db: Database; workflows: WorkflowClient },
  request: At & { offset: number; limit: number; sort?: { column: string; descending: boolean } },
): Promise<RowsPage> {
  const page = await workflows.readRows({ ...(await followCard(db, request)), sort: request.sort ?? null })
  return { ...page, offset: request.offset }
}

/** The JSON behind a report, a blueprint, a model or a signal. */
export async function getReport({ db, store }: Deps, at: At): Promise<unknown> {
  const value = await getValue(db, at)
  if (value.port === 'table')
    throw new UserError('not_a_report', 'There is a table at this port, not a report.')
  return readJson(store, value.blob)
}

/** The file that a report of kind `file` offers for download. */
export async function getReportFile(deps: Deps, at: At): Promise<{ name: string; blob: BlobRef }> {
  const value = await getValue(deps.db, at)
  const report = (await getReport(deps, at)) as { name?: string; blob?: BlobRef }
  if (value.port !== 'report' || value.kind !== 'file' || !report.blob)
    throw new UserError('not_a_file', 'There is no file at this port.')
  return { name: report.name ?? 'file', blob: report.blob }
}
