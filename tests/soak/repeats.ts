import { join } from 'node:path'
import { templates } from '../../nodes/templates/templates.ts'
import { createClient } from '../../sdk/client.ts'
import { awaitRun, digestsOf, soakDrawing } from '../kit/kills.ts'
import { startStack } from '../kit/stack.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { Report, Soak } from './soak.ts'

const LIMIT_MS = 240_000

/** R2: the same drawing, run afresh, makes the same content; half of the times after a restart of everything. */
export async function soakRepeats({ count, say }: Soak): Promise<Report> {
  using folder = createTestFolder()
  const dataDir = join(folder.path, 'data')
  const drawings = [
    { name: 'training', document: soakDrawing() },
    // An endpoint counts its versions: it is not content.
    ...templates.map(({ id, document }) => ({
      name: id,
      document: {
        ...document,
        nodes: document.nodes.filter(({ type }) => type !== 'deploy.deploy'),
        edges: document.edges.filter(
          ({ to }) => document.nodes.find(({ id: node }) => node === to.node)?.type !== 'deploy.deploy',
        ),
      },
    })),
  ]
  const first = new Map<string, Record<string, string>>()
  const faults: string[] = []
  for (const [part, times] of [Math.ceil(count / 2), Math.floor(count / 2)].entries()) {
    await using stack = await startStack({ dataDir })
    const client = createClient({ url: stack.url })
    for (const { name, document } of drawings) {
      const { id: pipelineId } = await client.pipelines.create({ name, document })
      for (let time = 0; time < times; time++) {
        const { runId } = await client.runs.start({ pipelineId, fresh: true })
        const run = await awaitRun(client, runId, LIMIT_MS)
        const digests = digestsOf(run)
        const wanted = first.get(name) ?? digests
        first.set(name, wanted)
        const where = `${name}, time ${time + 1}${part === 0 ? '' : ' after the restart'}`
        if (run.state !== 'succeeded') faults.push(`${where}: it ${run.state}`)
        for (const at of Object.keys(wanted))
          if (digests[at] !== wanted[at]) faults.push(`${where}: ${at} has another content`)
      }
    }
    say(`${times} times each of ${drawings.length} drawings`)
  }
  const outputs = [...first.values()].reduce((sum, digests) => sum + Object.keys(digests).length, 0)
  return { faults, summary: `${count} runs each of ${drawings.length} drawings, ${outputs} outputs` }
}
