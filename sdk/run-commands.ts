import { type Command, Option } from 'commander'
import type { RunFilter } from '../server/runs/run-filter.ts'
import { ApiError, type Client } from './client.ts'
import { findOne } from './find-one.ts'
import { printTable } from './print-table.ts'
import { followRun, type RunListener } from './run-drawing.ts'

interface Printer {
  line: (text: string) => void
  listener: RunListener
}

const states = [
  'queued',
  'running',
  'waiting',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies RunFilter['state'][]

/** `millrace runs`, `millrace retry`, `millrace rerun`, `millrace stop`. */
export function addRunCommands(program: Command, clientOf: () => Client, printer: () => Printer): void {
  const follow = async (started: { runId: string; number: number }): Promise<void> => {
    const abort = new AbortController()
    process.once('SIGINT', () => abort.abort())
    const { line, listener } = printer()
    const run = await followRun(clientOf(), started, listener, abort.signal)
    line(`Run ${run.number} ${run.state}`)
    process.exitCode = run.state === 'succeeded' ? 0 : 1
  }

  program
    .command('runs')
    .description('list runs, newest first')
    .addOption(
      new Option(
        '--state <state>',
        'only those in this state; “waiting” are those that wait for an approval',
      ).choices(states),
    )
    .option('--pipeline <pipeline>', 'only those of this pipeline: its name or id')
    .action(async ({ state, pipeline }: { state?: (typeof states)[number]; pipeline?: string }) => {
      const client = clientOf()
      const pipelineId =
        pipeline === undefined ? undefined : findOne('pipeline', pipeline, await client.pipelines.list()).id
      const runs = await client.runs.list({ state, pipelineId })
      printTable(
        ['Pipeline', 'Run', 'State', 'Started', 'Id'],
        runs.map((run) => [
          run.pipelineName,
          `${run.number}`,
          run.awaitsApproval ? 'waiting for approval' : run.state,
          run.createdAt,
          run.id,
        ]),
      )
    })

  program
    .command('retry')
    .description('go on with a run that failed: what finished is taken over; waits for the new run')
    .argument('<run>', 'id of the run (millrace runs)')
    .option('--pipeline-version <number>', 'version of the drawing (default: the newest)')
    .action(async (id: string, { pipelineVersion }: { pipelineVersion?: string }) => {
      const version = pipelineVersion === undefined ? undefined : Number(pipelineVersion)
      if (version !== undefined && !Number.isInteger(version))
        throw new ApiError(0, 'bad_request', `--pipeline-version takes a number, not “${pipelineVersion}”.`)
      await follow(await clientOf().runs.retry(id, { version, trigger: 'cli' }))
    })

  program
    .command('rerun')
    .description('run the same again: the same version, parameters and files; waits for the new run')
    .argument('<run>', 'id of the run (millrace runs)')
    .action(async (id: string) => follow(await clientOf().runs.rerun(id, { trigger: 'cli' })))

  program
    .command('stop')
    .description('end a training after the epoch in hand and keep the best weights; its run goes on')
    .argument('<run>', 'id of the run (millrace runs)')
    .argument('<node>', 'id of the node that trains')
    .action(async (id: string, node: string) => {
      await clientOf().runs.stopNode(id, node)
      console.log('It ends after the epoch in hand and keeps the best weights.')
    })
}
