import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { drawing } from '../kit/pipelines.ts'
import { type BenchContext, between, createFrom, runToEnd } from './context.ts'
import { NOT_INSTALLED, runReference } from './python.ts'
import { type BenchRow, benchRow, median } from './table.ts'

const NODES = 50

type Shape = 'chain' | 'fanOut'

/** One data set, then no-op nodes: one after another, or all side by side. */
function shapeOf(shape: Shape): PipelineDocument {
  const ids = Array.from({ length: NODES }, (_, at) => `n${at}`)
  return drawing(
    Object.fromEntries([
      ['data', ['data.builtin', { dataset: 'penguins' }] as const],
      ...ids.map((id) => [id, ['control.pass'] as const] as const),
    ]) as Parameters<typeof drawing>[0],
    ids.map((id, at) => `${shape === 'chain' && at > 0 ? ids[at - 1] : 'data'}.table > ${id}.table`),
  )
}

interface Peers {
  version: string
  chain: number
  fanOut: number
  chainCached?: number
  fanOutCached?: number
}

async function measurePeers(rounds: number): Promise<{ prefect: Peers | null; dagster: Peers | null }> {
  const args = [String(NODES), String(rounds)]
  return {
    prefect: await runReference<Peers>('prefect_nodes.py', { needs: 'prefect', args }),
    dagster: await runReference<Peers>('dagster_nodes.py', { needs: 'dagster', args }),
  }
}

/** Time per no-op node, from the request to the recorded end of the run, on 344 rows of six columns. */
export async function benchNodes(context: BenchContext): Promise<BenchRow[]> {
  const { rounds } = context
  const { client } = await context.shared()
  const measured = { chain: { fresh: 0, cached: 0 }, fanOut: { fresh: 0, cached: 0 } }
  for (const shape of ['chain', 'fanOut'] as const) {
    const id = await createFrom(client, `Bench ${shape}`, shapeOf(shape))
    const measure = async (fresh: boolean): Promise<number> => {
      const run = await runToEnd(client, id, { fresh })
      const reused = Object.values(run.nodes).filter((node) => node.state === 'cached').length
      if (reused !== (fresh ? 0 : NODES + 1)) throw new Error(`${reused} nodes came from the cache`)
      return between(run.createdAt, run.finishedAt)
    }
    await measure(true)
    // Whatever the fresh run made is now there to be taken from the cache.
    await runToEnd(client, id)
    const times = { fresh: [] as number[], cached: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      times.fresh.push(await measure(true))
      times.cached.push(await measure(false))
    }
    measured[shape] = { fresh: median(times.fresh), cached: median(times.cached) }
    const listed = (values: number[]) => values.map(Math.round).join(' ')
    context.say(`${shape}: ${listed(times.fresh)} ms fresh, ${listed(times.cached)} ms unchanged`)
  }
  const { prefect, dagster } = await measurePeers(rounds)
  const perNode = (ms: number) => ms / (NODES + 1)
  const inMs = (seconds: number | undefined) => (seconds === undefined ? null : seconds * 1000)
  const words = { chain: `a chain of ${NODES}`, fanOut: `a fan-out of ${NODES}` }
  const peerNote =
    'Prefect and Dagster run in one process and hand on a number; Millrace hands a table of 344 rows from process to process and keeps it.'
  return (['chain', 'fanOut'] as const).flatMap((shape) => [
    ...[
      { name: 'Prefect', peer: prefect },
      { name: 'Dagster', peer: dagster },
    ].map(({ name, peer }) =>
      benchRow(`No-op node in ${words[shape]}`, 'ms a node', {
        ours: perNode(measured[shape].fresh),
        reference: inMs(peer?.[shape]),
        of: peer ? `${name} ${peer.version}, in process` : name,
        note: peer ? peerNote : NOT_INSTALLED,
      }),
    ),
    benchRow(`The same, unchanged`, 'ms a node', {
      ours: perNode(measured[shape].cached),
      reference: inMs(prefect?.[`${shape}Cached`]),
      of: prefect ? `Prefect ${prefect.version}, results kept` : 'Prefect',
      note: prefect ? '' : NOT_INSTALLED,
    }),
    benchRow(`Unchanged re-run of all ${NODES + 1} nodes`, 's', {
      ours: measured[shape].cached / 1000,
    }),
  ])
}
