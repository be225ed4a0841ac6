import { expect, test } from 'vitest'
import { drawing, openTestServer, slowTraining } from '../../tests/kit/pipelines.ts'
import { createTestStack } from '../../tests/kit/services.ts'
import { cancelRun } from '../../server/runs/cancel-run.ts'

test('the time of a node that waits for a compute process begins when one is free', async () => {
  await using stack = await createTestStack({ MILLRACE_COMPUTE_CHILDREN: '1' })
  await using server = await openTestServer(stack)
  await using _ = await stack.startWorker()
  const long = await server.start(slowTraining(5_000))
  await server.until(long, ({ nodes }) => (nodes.train?.progress?.epoch ?? 0) > 0)
  const quick = await server.start(drawing({ data: ['data.builtin', { dataset: 'penguins' }] }, []))
  const waiting = await server.until(quick, ({ nodes }) => nodes.data?.progress?.queued === true)
  expect(waiting.nodes.data).toMatchObject({
    state: 'running',
    startedAt: null,
    progress: { message: 'Waiting for a free worker slot' },
  })
  const freedAt = Date.now()
  await cancelRun(server, long)
  const { nodes } = await server.finished(quick)
  expect(nodes.data).toMatchObject({ state: 'succeeded', attempt: 1, progress: null })
  expect(Date.parse(nodes.data?.startedAt ?? '')).toBeGreaterThanOrEqual(freedAt)
  expect(await server.finished(long)).toMatchObject({ state: 'cancelled' })
})
