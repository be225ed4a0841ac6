import type { Command } from 'commander'
import type { CollectionView, LineageView } from '../server/views.ts'
import { ApiError, type Client } from './client.ts'
import { findOne } from './find-one.ts'
import { printTable } from './print-table.ts'

const sizeOf = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

const wordsOf = (view: CollectionView): string =>
  [
    `${view.blobs} files, ${sizeOf(view.bytes)}`,
    `${view.deletedRuns} runs`,
    `${view.expiredEntries} unused results`,
    `${view.keptBlobs} files, ${sizeOf(view.keptBytes)} in use`,
  ].join('; ')

const limitOf = (text: string): number | null => {
  if (text === 'never') return null
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1) return days
  throw new ApiError(0, 'bad_request', `Give a number of days from 1 on, or “never”; not “${text}”.`)
}

/** What leads to what, one line each, from data to endpoints. */
function printLineage({ items, wires }: LineageView): void {
  const nameOf = (id: string) => {
    const item = items.find((each) => each.id === id)
    if (!item) return id
    return `${item.kind === 'node' ? '' : `${item.kind} `}${item.title}${item.detail ? ` ${item.detail}` : ''}${item.gone ? ' (deleted)' : ''}`
  }
  printTable(
    ['From', 'To'],
    wires.map(({ from, to }) => [nameOf(from), nameOf(to)]),
  )
}

/** `millrace gc`, `retention`, `clear-cache`, `keep`, `delete …`, `lineage …` */
export function addMaintenanceCommands(program: Command, clientOf: () => Client): void {
  program
    .command('gc')
    .description('delete what is past its retention and free what nothing needs any more')
    .option('--dry-run', 'only count')
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const view = await clientOf().maintenance.collect(dryRun)
      console.log(`${dryRun ? 'Can go' : 'Gone'}: ${wordsOf(view)}`)
    })

  program
    .command('retention')
    .description('show how long runs and unused results are kept, or change it')
    .option('--runs <days>', 'delete runs so many days after they ended; “never” keeps them')
    .option(
      '--cache <days>',
      'do not reuse results that no run has used for so many days; “never” keeps them',
    )
    .option('--grace <hours>', 'what nothing needs any more stays for so many hours')
    .action(async ({ runs, cache, grace }: { runs?: string; cache?: string; grace?: string }) => {
      const client = clientOf()
      const changes = {
        ...(runs !== undefined && { runDays: limitOf(runs) }),
        ...(cache !== undefined && { cacheDays: limitOf(cache) }),
        ...(grace !== undefined && { graceHours: Number(grace) }),
      }
      const now =
        Object.keys(changes).length > 0
          ? await client.maintenance.setRetention(changes)
          : await client.maintenance.retention()
      const days = (value: number | null) => (value === null ? 'for ever' : `${value} days`)
      printTable(
        ['Runs', 'Unused results', 'Grace'],
        [[days(now.runDays), days(now.cacheDays), `${now.graceHours} hours`]],
      )
    })

  program
    .command('clear-cache')
    .description('forget what later runs of a pipeline would reuse; runs keep what they made')
    .argument('<pipeline>', 'its name or id')
    .option('--node <node>', 'only of this node, by its id')
    .action(async (wanted: string, { node }: { node?: string }) => {
      const client = clientOf()
      const { id } = findOne('pipeline', wanted, await client.pipelines.list())
      const { entries, bytes } = await client.maintenance.clearCache(id, node)
      console.log(`${entries} results are forgotten (${sizeOf(bytes)}).`)
    })

  program
    .command('keep')
    .description('keep a run whatever the retention says')
    .argument('<run>', 'id of the run (millrace runs)')
    .option('--no-longer', 'do not keep it any longer')
    .action(async (id: string, { longer }: { longer: boolean }) => {
      await clientOf().runs.keep(id, longer)
      console.log(longer ? 'It is kept.' : 'It is kept no longer.')
    })

  const remove = program.command('delete').description('delete a run, a data set or a model')
  remove
    .command('run')
    .description('delete a run with its results; models and endpoints that came of it stay')
    .argument('<run>', 'id of the run (millrace runs)')
    .action(async (id: string) => {
      await clientOf().runs.remove(id)
      console.log('It is deleted.')
    })
  remove
    .command('dataset')
    .description('delete a version of a data set')
    .argument('<dataset>', 'its id')
    .option('--even-if-read', 'although a pipeline reads it')
    .action(async (id: string, { evenIfRead = false }: { evenIfRead?: boolean }) => {
      await clientOf().datasets.remove(id, { evenIfRead })
      console.log('It is deleted.')
    })
  remove
    .command('model')
    .description('delete a version of a model that no endpoint answers with')
    .argument('<model>', 'its id')
    .action(async (id: string) => {
      await clientOf().models.remove(id)
      console.log('It is deleted.')
    })

  const lineage = program.command('lineage').description('show where a model or an endpoint comes from')
  lineage
    .command('model')
    .argument('<model>', 'its id')
    .action(async (id: string) => printLineage(await clientOf().lineage.model(id)))
  lineage
    .command('endpoint')
    .argument('<endpoint>', 'its name')
    .action(async (name: string) => printLineage(await clientOf().lineage.endpoint(name)))
}
