import { Connection } from '@temporalio/client'
import { expect, test } from 'vitest'
import { drawing, openTestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack } from '../../tests/kit/services.ts'
import { decideApproval } from './approvals.ts'
import { mendLostRuns } from './lost-runs.ts'
import { retryRun } from './repeat-run.ts'
import { countWaiting, getRun, listEvents } from './runs.ts'

const document = drawing(
  {
    data: ['data.builtin', { dataset: 'penguins' }],
    ask: ['control.approval', { question: 'Go on?' }],
    after: ['data.builtin', { dataset: 'digits' }],
  },
  ['data.done > ask.when', 'ask.approved > after.when'],
)

test('a run that Temporal knows no more of goes on by itself; one that was ended there has failed and says so', async () => {
  await using stack = await createTestStack()
  await using server = await openTestServer(stack)
  const { db } = server
  await using _ = await stack.startWorker()
  const [wiped, ended, other] = (await Promise.all([1, 2, 3].map(() => server.start(document)))) as [
    string,
    string,
    string,
  ]
  const asks = (runId: string) => server.until(runId, ({ nodes }) => nodes.ask?.state === 'waiting')
  for (const runId of [wiped, ended, other]) await asks(runId)
  expect(await countWaiting(db)).toBe(3)

  const { temporalAddress: address, temporalNamespace: namespace } = stack.config
  const connection = await Connection.connect({ address })
  try {
    const { workflowService } = connection
    await workflowService.terminateWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: `run-${ended}` },
    })
    const workflowExecution = { workflowId: `run-${wiped}` }
    await workflowService.deleteWorkflowExecution({ namespace, workflowExecution })
    const isThere = () =>
      workflowService.describeWorkflowExecution({ namespace, execution: workflowExecution }).then(
        () => true,
        () => false,
      )
    await expect.poll(isThere).toBe(false)
  } finally {
    await connection.close()
  }
  await mendLostRuns(server)
  await mendLostRuns(server)

  expect(await getRun(db, ended)).toMatchObject({
    state: 'failed',
    error: { code: 'workflow_ended', message: expect.stringContaining('ended in Temporal') },
    nodes: { ask: { state: 'cancelled' }, after: { state: 'cancelled' } },
  })
  expect(await countWaiting(db)).toBe(2)
  const { runId: retried } = await retryRun(server, { runId: ended, trigger: 'api' })
  const log = async () => {
    const events = await listEvents(db, { runId: wiped, kinds: ['log'] })
    return events.filter(({ nodeId }) => nodeId === null).map(({ data }) => data)
  }
  // Once, be it by the worker, which looks by itself now and then.
  await expect.poll(log).toEqual([{ level: 'warn', message: expect.stringContaining('Temporal') }])
  for (const runId of [wiped, other, retried]) {
    await asks(runId)
    await decideApproval(server, { runId, nodeId: 'ask', decision: 'approved', by: 'api' })
    expect(await server.finished(runId)).toMatchObject({
      state: 'succeeded',
      nodes: { data: { attempt: 1 }, after: { attempt: 1 } },
    })
  }
})
