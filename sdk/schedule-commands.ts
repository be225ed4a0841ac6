import type { Command } from 'commander'
import type { ScheduleView } from '../server/views.ts'
import { ApiError, type Client } from './client.ts'
import { findOne } from './find-one.ts'
import { printTable } from './print-table.ts'

interface AddOptions {
  cron?: string
  timeZone?: string
  every?: string
  name?: string
}

const secondsOf = (every: string): number => {
  const [, count, unit = 's'] = /^(\d+)([smhd]?)$/.exec(every) ?? []
  const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 }[unit]
  if (count === undefined || seconds === undefined)
    throw new ApiError(
      0,
      'bad_request',
      `--every takes a number and s, m, h or d, as in 30m; not “${every}”.`,
    )
  return Number(count) * seconds
}

function timingOf({ cron, timeZone, every }: AddOptions): ScheduleView['timing'] {
  if (cron !== undefined && every === undefined)
    return {
      kind: 'cron',
      cron,
      timeZone: timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    }
  if (every !== undefined && cron === undefined) return { kind: 'interval', everySeconds: secondsOf(every) }
  throw new ApiError(0, 'bad_request', 'Give either --cron or --every.')
}

/** `millrace schedules …` */
export function addScheduleCommands(program: Command, clientOf: () => Client): void {
  const schedules = program.command('schedules').description('list schedules, or change them')

  schedules
    .command('list', { isDefault: true })
    .description('list schedules with their next times')
    .action(async () => {
      const all = await clientOf().schedules.list()
      printTable(
        ['Name', 'Pipeline', 'When', 'Next', 'Id'],
        all.map(({ name, pipelineName, words, paused, nextTimes, id }) => [
          name,
          pipelineName,
          words,
          paused ? 'paused' : (nextTimes[0] ?? 'never again'),
          id,
        ]),
      )
    })
  schedules
    .command('add')
    .description('have a pipeline run by itself')
    .argument('<pipeline>', 'its name or id')
    .option('--cron <expression>', 'minute, hour, day of the month, month, day of the week')
    .option('--time-zone <zone>', 'for --cron, as in Europe/Berlin (default: this machine’s)')
    .option('--every <time>', 'as in 30m, 2h, 1d')
    .option('--name <name>', 'name of the schedule (default: the pipeline’s)')
    .action(async (wanted: string, options: AddOptions) => {
      const client = clientOf()
      const timing = timingOf(options)
      const pipeline = findOne('pipeline', wanted, await client.pipelines.list())
      const { id } = await client.schedules.create({
        pipelineId: pipeline.id,
        name: options.name ?? pipeline.name,
        timing,
      })
      const { words, nextTimes } = await client.schedules.get(id)
      console.log(`${words}; next ${nextTimes[0]}`)
    })

  const change = (
    name: string,
    description: string,
    done: string,
    act: (client: Client, id: string) => Promise<unknown>,
  ) =>
    schedules
      .command(name)
      .description(description)
      .argument('<schedule>', 'its name or id')
      .action(async (wanted: string) => {
        const client = clientOf()
        const schedule = findOne('schedule', wanted, await client.schedules.list())
        await act(client, schedule.id)
        console.log(`Schedule “${schedule.name}” ${done}.`)
      })
  change('pause', 'let it rest', 'is paused', (client, id) => client.schedules.update(id, { paused: true }))
  change('resume', 'let it go on', 'goes on', (client, id) => client.schedules.update(id, { paused: false }))
  change('run', 'run it now, paused or not', 'was asked to run now', (client, id) => client.schedules.run(id))
  change('delete', 'delete it; its runs stay', 'is deleted', (client, id) => client.schedules.delete(id))
}
