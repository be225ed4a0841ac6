import type { Command } from 'commander'
import type { ScheduleView } from '../server/views.ts'
import { ApiError, type Client } from './client.ts'
import { withExamples } from './examples.ts'
import { findOne } from './find-one.ts'
import { type ListOptions, printList, printTable, withJson } from './print-table.ts'
import { readInputs } from './read-inputs.ts'
import { readSeconds, readTiming, type TimingOptions } from './schedule-timing.ts'
import { plain } from './words.ts'

interface ScheduleOptions extends TimingOptions {
  name?: string
  overlap?: string
  catchUp?: string
  jitter?: string
  from?: string
  until?: string
  webhook?: string
  drawing?: string
  input?: string[]
  note?: string
}

type Changes = Parameters<Client['schedules']['update']>[1]

const overlaps: Readonly<Record<string, ScheduleView['overlap']>> = {
  skip: 'skip',
  wait: 'bufferOne',
  'wait-all': 'bufferAll',
  cancel: 'cancelOther',
  beside: 'allowAll',
}

const refuse = (message: string): never => {
  throw new ApiError(0, 'bad_request', message)
}

/** ISO, from whatever `Date` reads; `none` is null. */
function momentOf(option: string, text: string): string | null {
  if (text === 'none') return null
  const time = new Date(text)
  return Number.isNaN(time.getTime())
    ? refuse(`${option} takes a moment like 2026-03-01 or 2026-03-01T09:00; not “${text}”.`)
    : time.toISOString()
}

const versionOf = (text: string): number | null => {
  if (text === 'newest') return null
  return /^\d+$/.test(text) ? Number(text) : refuse(`--drawing takes a number or newest; not “${text}”.`)
}

const overlapOf = (text: string): ScheduleView['overlap'] =>
  (Object.hasOwn(overlaps, text) ? overlaps[text] : undefined) ??
  refuse(`--overlap takes ${Object.keys(overlaps).join(', ')}; not “${text}”.`)

/** What the options change of a schedule; what they don't name stays. */
async function changesOf(client: Client, pipelineId: string, options: ScheduleOptions): Promise<Changes> {
  const { name, overlap, catchUp, jitter, from, until, webhook, drawing, input } = options
  const timing = readTiming(options)
  const pinned = drawing === undefined ? undefined : versionOf(drawing)
  const inputs = input && readInputs(input, (await client.pipelines.get(pipelineId)).document.inputs)
  return {
    ...(name !== undefined && { name }),
    ...(timing && { timing }),
    ...(overlap !== undefined && { overlap: overlapOf(overlap) }),
    ...(catchUp !== undefined && { catchUpSeconds: readSeconds('--catch-up', catchUp) }),
    ...(jitter !== undefined && { jitterSeconds: readSeconds('--jitter', jitter) }),
    ...(from !== undefined && { startsAt: momentOf('--from', from) }),
    ...(until !== undefined && { endsAt: momentOf('--until', until) }),
    ...(webhook !== undefined && { webhook: webhook === 'none' ? null : webhook }),
    ...(pinned !== undefined && { pipelineVersion: pinned }),
    ...(inputs && { inputs }),
  }
}

const gather = (value: string, before: string[] = []): string[] => [...before, value]

const withOptions = (command: Command): Command =>
  command
    .option('--at <times>', 'times of the day, as in 9:00,17:30')
    .option('--on <days>', 'with --at: days, as in mon-fri or 1,15,last (default: every day)')
    .option('--months <months>', 'with --at: months, as in jan,jul-sep (default: all)')
    .option('--cron <expression>', 'minute, hour, day of the month, month, day of the week')
    .option('--time-zone <zone>', 'for --at and --cron, as in Europe/Berlin (default: this machine’s)')
    .option('--every <time>', 'as in 30m, 2h, 1d')
    .option('--on-data [names]', 'when these data sets, or those the drawing reads, have a new version')
    .option('--settle <time>', 'with --on-data: how long nothing more may have come (default: 30s)')
    .option('--overlap <policy>', `if the run before has not ended: ${Object.keys(overlaps).join(', ')}`)
    .option('--catch-up <time>', 'make up for times missed by no more than this, as in 1h')
    .option('--jitter <time>', 'put each start off by a random while of at most this')
    .option('--from <moment>', 'not before, as in 2026-03-01; or none')
    .option('--until <moment>', 'not after; or none')
    .option('--webhook <address>', 'tell this address of every run that fails; or none')
    .option('--drawing <version>', 'version of the drawing: a number, or newest')
    .option('--input <name=value>', 'a value for a parameter; may be given several times', gather)
    .option('--name <name>', 'name of the schedule')

/** `millrace schedules …` */
export function addScheduleCommands(program: Command, clientOf: () => Client): void {
  const schedules = withExamples(
    program
      .command('schedules')
      .description('list what runs by itself and when; add, change, pause or delete it'),
    [
      ['schedules', 'list them with their next times'],
      ['schedules add Penguins --at 3:00 --on mon-fri', 'run it on working days at three'],
      ['schedules add Penguins --every 30m', 'run it every half hour'],
      ['schedules pause Penguins --note "the source moves"', 'let it rest'],
      ['schedules help add', 'everything that can be said of when and how'],
    ],
  )
  const find = async (client: Client, wanted: string) =>
    findOne('schedule', wanted, await client.schedules.list())

  withJson(
    schedules.command('list', { isDefault: true }).description('list schedules with their next times'),
  ).action(async (options: ListOptions) =>
    printList(
      options,
      await clientOf().schedules.list(),
      ['Name', 'Pipeline', 'When', 'Next', 'Id'],
      (schedule) => [schedule.name, schedule.pipelineName, schedule.words, nextOf(schedule), schedule.id],
    ),
  )
  withOptions(
    schedules
      .command('add')
      .description('have a pipeline run by itself')
      .argument('<pipeline>', 'its name or id (millrace pipelines)'),
  ).action(async (wanted: string, options: ScheduleOptions) => {
    const client = clientOf()
    const pipeline = findOne('pipeline', wanted, await client.pipelines.list())
    const { timing, ...changes } = await changesOf(client, pipeline.id, options)
    if (timing === undefined) return refuse('Say when: --at, --cron, --every or --on-data.')
    const { id } = await client.schedules.create({
      name: pipeline.name,
      ...changes,
      pipelineId: pipeline.id,
      timing,
    })
    const made = await client.schedules.get(id)
    console.log(`${made.words}; next: ${nextOf(made)}`)
  })
  withOptions(
    schedules
      .command('change')
      .description('change a schedule; what is not named stays')
      .argument('<schedule>', 'its name or id (millrace schedules)'),
  ).action(async (wanted: string, options: ScheduleOptions) => {
    const client = clientOf()
    const schedule = await find(client, wanted)
    await client.schedules.update(schedule.id, await changesOf(client, schedule.pipelineId, options))
    const made = await client.schedules.get(schedule.id)
    console.log(`${made.words}; next: ${nextOf(made)}`)
  })
  schedules
    .command('history')
    .description('its runs, and the times that were left out')
    .argument('<schedule>', 'its name or id (millrace schedules)')
    .action(async (wanted: string) => {
      const client = clientOf()
      const schedule = await find(client, wanted)
      const runs = (await client.schedules.runs(schedule.id)).map((run) => ({
        at: run.schedule?.for ?? run.createdAt,
        cells: [`run ${run.number}`, run.state, plain(run.error?.message ?? '')],
      }))
      const leftOut = schedule.leftOut.map(({ from, to, count, reason, run }) => ({
        at: from,
        cells: [
          '',
          count === 1 ? 'left out' : `left out ${count} times to ${to}`,
          reason === 'missed' ? 'Millrace was not running' : `run ${run} had not ended`,
        ],
      }))
      const all = [...runs, ...leftOut].toSorted((a, b) => b.at.localeCompare(a.at))
      printTable(
        ['For', 'Run', 'State', ''],
        all.map(({ at, cells }) => [at, ...cells]),
      )
    })
  schedules
    .command('backfill')
    .description('run it for times that have passed and have no run')
    .argument('<schedule>', 'its name or id (millrace schedules)')
    .requiredOption('--from <moment>', 'as in 2026-03-01 or 2026-03-01T09:00')
    .option('--to <moment>', 'the last moment (default: now)')
    .option('--beside', 'all side by side, not one after another')
    .option('--preview', 'only say which times these are')
    .action(async (wanted: string, options: { from: string; to?: string; beside?: true; preview?: true }) => {
      const client = clientOf()
      const { id } = await find(client, wanted)
      const range = {
        from: momentOf('--from', options.from) ?? '',
        to: momentOf('--to', options.to ?? new Date().toISOString()) ?? '',
        overlap: options.beside ? 'allowAll' : 'bufferAll',
      } as const
      if (options.preview) {
        const { times, known } = await client.schedules.previewBackfill(id, range)
        for (const time of times) console.log(time)
        console.log(`${times.length} to run; ${known} have a run already`)
        return
      }
      const { count, known } = await client.schedules.backfill(id, range)
      console.log(`${count} begin to run; ${known} have a run already`)
    })
  schedules
    .command('test-webhook')
    .description('send a made-up failure to its webhook')
    .argument('<schedule>', 'its name or id (millrace schedules)')
    .action(async (wanted: string) => {
      const client = clientOf()
      const { id } = await find(client, wanted)
      const { ok, error } = await client.schedules.testWebhook(id)
      if (!ok) return refuse(error ?? 'The webhook did not answer.')
      console.log('The webhook has heard.')
    })

  const change = (
    name: string,
    description: string,
    done: string,
    act: (client: Client, id: string, options: { note?: string }) => Promise<unknown>,
  ) =>
    schedules
      .command(name)
      .description(description)
      .argument('<schedule>', 'its name or id (millrace schedules)')
      .action(async (wanted: string, options: { note?: string }) => {
        const client = clientOf()
        const schedule = await find(client, wanted)
        await act(client, schedule.id, options)
        console.log(`Schedule “${schedule.name}” ${done}.`)
      })
  const turn =
    (paused: boolean) =>
    (client: Client, id: string, { note = '' }: { note?: string }) =>
      client.schedules.update(id, { paused, note, by: 'cli' })
  change('pause', 'let it rest: it does not run until it is resumed', 'is paused', turn(true)).option(
    '--note <text>',
    'why',
  )
  change('resume', 'let it go on', 'goes on', turn(false)).option('--note <text>', 'why')
  change('run', 'run it now, paused or not', 'was asked to run now', (client, id) => client.schedules.run(id))
  change(
    'new-data',
    'tell it that there is new data that Millrace can’t see, in a database for example',
    'was told',
    (client, id) => client.schedules.tellOfNewData(id),
  )
  change(
    'stop-backfill',
    'cancel the past times that are being run',
    'runs no more past times',
    (client, id) => client.schedules.stopBackfill(id),
  )
  change('delete', 'delete it; its runs stay', 'is deleted', (client, id) => client.schedules.delete(id))
}

const nextOf = ({ paused, note, nextTimes, timing }: ScheduleView): string => {
  if (paused) return note === '' ? 'paused' : `paused: ${note}`
  return nextTimes[0] ?? (timing.kind === 'data' ? 'on new data' : 'never again')
}
