import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker'
import { DeterminismViolationError } from '@temporalio/workflow'
import { beforeAll, describe, expect, test } from 'vitest'
import { workflowsPath } from '../../workflows/bundle.ts'

const folder = fileURLToPath(new URL('../histories', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))

const load = (name: string) => historyFromJSON(JSON.parse(readFileSync(join(folder, name), 'utf8')))

let workflowBundle: WorkflowBundle
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  workflowBundle = await bundleWorkflowCode({ workflowsPath })
})

describe('the workflow code replays what earlier versions of it did', () => {
  test.each(names)('%s', async (name) => {
    await Worker.runReplayHistory({ workflowBundle }, load(name))
  })
})

test('a history that does not fit the code is found', async () => {
  const history = load('succeeded.json')
  const scheduled = history.events?.find((event) => event.activityTaskScheduledEventAttributes)
  const attributes = scheduled?.activityTaskScheduledEventAttributes
  if (!attributes) throw new Error('the history schedules no activity')
  attributes.activityType = { name: 'another.activity' }
  await expect(Worker.runReplayHistory({ workflowBundle }, history)).rejects.toThrow(
    DeterminismViolationError,
  )
})
