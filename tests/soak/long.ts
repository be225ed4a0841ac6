import { join } from 'node:path'
import type { DocumentNode } from '../../nodes/graph/document.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import { createClient } from '../../sdk/client.ts'
import { awaitRun } from '../kit/kills.ts'
import { startStack } from '../kit/stack.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { Report, Soak } from './soak.ts'

const NODES = 2_000
const ROWS = 20
const LIMIT_MS = 900_000

/** Rows of cards one after another, wide enough that few of them share a visit. */
function longDrawing() {
  const node = (id: string, type: string, at: number): DocumentNode => ({
    id,
    type,
    version: 1,
    params: {},
    position: { x: Math.floor(at / ROWS) * 240, y: (at % ROWS) * 104 },
  })
  const wire = (from: string, to: string, port: string) => ({
    from: { node: from, port: 'table' },
    to: { node: to, port },
  })
  const ids = Array.from({ length: NODES - 1 }, (_, at) => `n${at}`)
  return {
    ...emptyDocument(),
    nodes: [
      node('data', 'data.builtin', 0),
      ...ids.map((id, at) => node(id, at < ROWS ? 'control.pass' : 'control.merge', at)),
    ],
    edges: ids.flatMap((id, at) =>
      at < ROWS
        ? [wire('data', id, 'table')]
        : [
            wire(`n${at - ROWS}`, id, 'first'),
            wire(`n${at - ROWS - (at % ROWS === 0 ? 0 : 1)}`, id, 'second'),
          ],
    ),
  }
}

/** Runs of two thousand nodes, which go on as new executions several times: every node once, all of them. */
export async function soakLong({ count, say }: Soak): Promise<Report> {
  using folder = createTestFolder()
  await using stack = await startStack({ dataDir: join(folder.path, 'data') })
  const client = createClient({ url: stack.url })
  const { id: pipelineId } = await client.pipelines.create({ name: 'Long', document: longDrawing() })
  const faults: string[] = []
  const seconds: number[] = []
  for (let time = 0; time < count; time++) {
    const { runId } = await client.runs.start({ pipelineId, fresh: true })
    const run = await awaitRun(client, runId, LIMIT_MS)
    const nodes = Object.values(run.nodes)
    seconds.push((Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt ?? '')) / 1_000)
    if (run.state !== 'succeeded') faults.push(`time ${time + 1}: it ${run.state}`)
    const odd = nodes.filter(({ state, attempt }) => state !== 'succeeded' || attempt !== 1)
    if (nodes.length !== NODES || odd.length > 0)
      faults.push(`time ${time + 1}: ${odd.length} of ${nodes.length} nodes did not run once`)
    say(`${NODES} nodes in ${seconds.at(-1)} s`)
  }
  return { faults, summary: `${count} runs of ${NODES} nodes, ${seconds.join(', ')} s` }
}
