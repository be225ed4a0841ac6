import { type Command, Option } from 'commander'
import type { RunFilter } from '../server/runs/run-filter.ts'
import { ApiError, type Client } from './client.ts'
import { withExamples } from './examples.ts'
import { findOne } from './find-one.ts'
import { checkNode, findRun, runWords } from './find-run.ts'
import { type ListOptions, printList, withJson } from './print-table.ts'
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

/** `millrace runs`, `retry`, `rerun`, `stop`, `pause`, `resume`, `cancel`. */
export function addRunCommands(program: Command, clientOf: () => Client, printer: () => Printer): void {
  const follow = async (started: { runId: string; number: number }): Promise<void> => {
    const abort = new AbortController()
    process.once('SIGINT', () => abort.abort())
    const { line, listener } = printer()
    const run = await followRun(clientOf(), started, listener, abort.signal)
    line(`Run ${run.number} ${run.state}`)
    process.exitCode = run.state === 'succeeded' ? 0 : 1
  }

  withExamples(
    withJson(program.command('runs').description('list runs, newest first, with their ids'))
      .addOption(
        new Option(
          '--state <state>',
          'only those in this state; “waiting” are those that wait for an approval',
        ).choices(states),
      )
      .option('--pipeline <pipeline>', 'only those of this pipeline: its name or id')
      .action(async (options: { state?: (typeof states)[number]; pipeline?: string } & ListOptions) => {
        const client = clientOf()
        const { state, pipeline } = options
        const pipelineId =
          pipeline === undefined ? undefined : findOne('pipeline', pipeline, await client.pipelines.list()).id
        printList(
          options,
          await client.runs.list({ state, pipelineId }),
          ['Pipeline', 'Run', 'State', 'Started', 'Id'],
          (run) => [
            run.pipelineName,
            `${run.number}`,
            run.awaitsApproval ? 'waiting for approval' : run.state,
            run.createdAt,
            run.id,
          ],
        )
      }),
    [
      ['runs --state failed', 'what went wrong'],
      ['runs --state waiting', 'what waits for an approval'],
      ['runs --pipeline Penguins', 'the runs of one pipeline'],
      ['runs --state failed --json', 'with their errors, for a script'],
    ],
  )

  withExamples(
    program
      .command('retry')
      .description('go on with a run that failed: keeps what finished, waits for the new run')
      .argument('<run>', 'id of the run (millrace runs)')
      .option('--pipeline-version <number>', 'version of the drawing (default: the newest)')
      .action(async (id: string, { pipelineVersion }: { pipelineVersion?: string }) => {
        const version = pipelineVersion === undefined ? undefined : Number(pipelineVersion)
        if (version !== undefined && !Number.isInteger(version))
          throw new ApiError(0, 'bad_request', `--pipeline-version takes a number, not “${pipelineVersion}”.`)
        await findRun(clientOf(), id)
        await follow(await clientOf().runs.retry(id, { version, trigger: 'cli' }))
      }),
    [['retry 3c5e…', 'do the rest with the drawing as it is now']],
  )

  withExamples(
    program
      .command('rerun')
      .description('run the same again: same version, parameters and files; waits for the new run')
      .argument('<run>', 'id of the run (millrace runs)')
      .action(async (id: string) => {
        await findRun(clientOf(), id)
        await follow(await clientOf().runs.rerun(id, { trigger: 'cli' }))
      }),
    [['rerun 3c5e…', 'unchanged steps are reused']],
  )

  withExamples(
    program
      .command('stop')
      .description('end a training early and keep its best result; the run goes on')
      .argument('<run>', 'id of the run (millrace runs)')
      .argument('<node>', 'id of the node that trains')
      .action(async (id: string, node: string) => {
        const run = await findRun(clientOf(), id)
        checkNode(run, node)
        await clientOf().runs.stopNode(id, node)
        console.log(
          `“${node}” ends after the epoch it is in and keeps its best result. ${runWords(run)} goes on.`,
        )
      }),
    [['stop 3c5e… train', 'end what the node “train” does; millrace cancel ends the whole run']],
  )

  const steer = (
    name: 'pause' | 'resume' | 'cancel',
    description: string,
    done: (id: string) => string,
    does: string,
  ) =>
    withExamples(
      program
        .command(name)
        .description(description)
        .argument('<run>', 'id of the run (millrace runs)')
        .action(async (id: string) => {
          const run = await findRun(clientOf(), id)
          if (name === 'cancel' && run.finishedAt !== null)
            throw new ApiError(
              0,
              'bad_request',
              `${runWords(run)} has ended already (${run.state}). There is nothing to cancel.`,
            )
          await clientOf().runs[name](id)
          console.log(`${runWords(run)} ${done(id)}`)
        }),
      [[`${name} 3c5e…`, does]],
    )
  steer(
    'pause',
    'start nothing more of a run for now; what is under way finishes',
    (id) => `is paused. millrace resume ${id} lets it go on.`,
    'it keeps its place until millrace resume',
  )
  steer('resume', 'let a paused run go on', () => 'goes on.', 'it goes on where it paused')
  steer(
    'cancel',
    'end a run; what finished is kept and reused',
    (id) => `is being cancelled. millrace retry ${id} would go on with it.`,
    'end it now',
  )
}
