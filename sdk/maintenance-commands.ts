import type { Command } from 'commander'
import type { CollectionView } from '../server/views.ts'
import { ApiError, type Client } from './client.ts'
import { withExamples } from './examples.ts'
import { WHICH_MODEL } from './find-model.ts'
import { findOne, known } from './find-one.ts'
import { findRun, runWords } from './find-run.ts'
import { deleteModel } from './model-commands.ts'
import { printTable } from './print-table.ts'
import { sizeOf } from './size-of.ts'

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

const hoursOf = (text: string): number => {
  const hours = Number(text)
  if (Number.isInteger(hours) && hours >= 1) return hours
  throw new ApiError(0, 'bad_request', `Give a number of hours from 1 on; not “${text}”.`)
}

/** `millrace gc`, `retention`, `clear-cache`, `keep`, `delete …` */
export function addMaintenanceCommands(program: Command, clientOf: () => Client): void {
  withExamples(
    program
      .command('gc')
      .description('free disk space now: delete old runs and files that nothing needs')
      .option('--dry-run', 'delete nothing, only say what could go')
      .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
        const view = await clientOf().maintenance.collect(dryRun)
        console.log(`${dryRun ? 'Can go' : 'Gone'}: ${wordsOf(view)}`)
      }),
    [
      ['gc --dry-run', 'see how much could be freed'],
      ['gc', 'free it; Millrace does so by itself every few hours, too'],
    ],
  )

  withExamples(
    program
      .command('retention')
      .description('show or change after how long old runs and unused results are deleted')
      .option('--runs <days>', 'delete runs so many days after they ended; “never” keeps them')
      .option('--cache <days>', 'delete results that no run has used for so many days; “never” keeps them')
      .option('--grace <hours>', 'keep files for so many hours after nothing needs them any more')
      .action(async ({ runs, cache, grace }: { runs?: string; cache?: string; grace?: string }) => {
        const client = clientOf()
        const changes = {
          ...(runs !== undefined && { runDays: limitOf(runs) }),
          ...(cache !== undefined && { cacheDays: limitOf(cache) }),
          ...(grace !== undefined && { graceHours: hoursOf(grace) }),
        }
        const now =
          Object.keys(changes).length > 0
            ? await client.maintenance.setRetention(changes)
            : await client.maintenance.retention()
        const days = (value: number | null) => (value === null ? 'for ever' : `${value} days`)
        printTable(
          ['Runs', 'Unused results', 'Files nothing needs'],
          [[days(now.runDays), days(now.cacheDays), `${now.graceHours} hours`]],
        )
      }),
    [
      ['retention', 'show it'],
      ['retention --runs 30', 'delete runs 30 days after they ended'],
      ['retention --runs never', 'keep every run'],
    ],
  )

  withExamples(
    program
      .command('clear-cache')
      .description('make the next run compute everything anew; earlier runs keep their results')
      .argument('<pipeline>', 'its name or id (millrace pipelines)')
      .option('--node <node>', 'only this node, by its id')
      .action(async (wanted: string, { node }: { node?: string }) => {
        const client = clientOf()
        const { id } = findOne('pipeline', wanted, await client.pipelines.list())
        const { entries, bytes } = await client.maintenance.clearCache(id, node)
        console.log(`${entries} results are forgotten (${sizeOf(bytes)}).`)
      }),
    [
      ['clear-cache Penguins', 'forget what runs of this pipeline could reuse'],
      ['clear-cache Penguins --node train', 'forget only the results of the node “train”'],
    ],
  )

  withExamples(
    program
      .command('keep')
      .description('keep a run for ever, although old runs are deleted')
      .argument('<run>', 'id of the run (millrace runs)')
      .option('--no-longer', 'let it be deleted like any other again')
      .action(async (id: string, { longer }: { longer: boolean }) => {
        const client = clientOf()
        const run = await findRun(client, id)
        await client.runs.keep(id, longer)
        console.log(longer ? `${runWords(run)} is kept.` : `${runWords(run)} is kept no longer.`)
      }),
    [
      ['keep 3c5e…', 'keep it'],
      ['keep 3c5e… --no-longer', 'let it go like any other'],
    ],
  )

  const remove = withExamples(
    program.command('delete').description('delete a run, an uploaded file or a model; this can’t be undone'),
    [
      ['delete run 3c5e…', 'delete a run with its results (ids: millrace runs)'],
      ['delete dataset 81b0…', 'delete a version of an uploaded file (ids: millrace datasets)'],
      ['delete model "Iris · Train@3"', 'delete a version of a model (millrace models)'],
    ],
  )
  remove
    .command('run')
    .description('delete a run with its results; models and endpoints that came of it stay')
    .argument('<run>', 'id of the run (millrace runs)')
    .action(async (id: string) => {
      const client = clientOf()
      const run = await findRun(client, id)
      await client.runs.remove(id)
      console.log(`${runWords(run)} is deleted.`)
    })
  remove
    .command('dataset')
    .description('delete a version of an uploaded file; refused where a pipeline reads it')
    .argument('<dataset>', 'id of the version (millrace datasets)')
    .option('--even-if-read', 'delete it although a pipeline reads it; that pipeline then needs another file')
    .action(async (id: string, { evenIfRead = false }: { evenIfRead?: boolean }) => {
      await known('dataset', id, clientOf().datasets.remove(id, { evenIfRead }))
      console.log('The file is deleted.')
    })
  remove
    .command('model')
    .description('delete a version of a model; refused while an endpoint answers with it')
    .argument('<model>', WHICH_MODEL)
    .action((wanted: string) => deleteModel(clientOf(), wanted))
}
