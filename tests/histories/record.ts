/**
 * Records workflow histories for the replay test: `node --import tsx tests/histories/record.ts <name> <workflow id>`
 * against the Temporal server at TEMPORAL_ADDRESS. A recorded history is committed and never made again: it stands for
 * the runs that are under way in the world when the workflow code changes.
 */
import { writeFile } from 'node:fs/promises'
import { Client, Connection } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'

const [name, workflowId] = process.argv.slice(2)
if (!name || !workflowId) throw new Error('usage: record.ts <name> <workflow id>')
const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233' })
const client = new Client({ connection, namespace: process.env.TEMPORAL_NAMESPACE ?? 'default' })
const history = await client.workflow.getHandle(workflowId).fetchHistory()
await writeFile(new URL(`./${name}.json`, import.meta.url), `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`)
await connection.close()
