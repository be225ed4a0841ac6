import type { Command } from 'commander'
import type { LineageView } from '../server/views.ts'
import type { Client } from './client.ts'
import { withExamples } from './examples.ts'
import { askModel, WHICH_MODEL } from './find-model.ts'
import { known } from './find-one.ts'
import { type ListOptions, printJson, printTable, withJson } from './print-table.ts'

/** What leads to what, one line each, from data to endpoints. */
function printLineage(options: ListOptions, view: LineageView): void {
  if (options.json) return printJson(view)
  const { items, wires } = view
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

/** `millrace lineage …` */
export function addLineageCommands(program: Command, clientOf: () => Client): void {
  const lineage = withExamples(
    program
      .command('lineage')
      .description('show what a model or an endpoint was made from: its data, steps and runs'),
    [
      ['lineage model "Iris · Train@champion"', 'what went into a version of a model (millrace models)'],
      [
        'lineage endpoint penguins',
        'what answers there, and where it comes from (names: millrace endpoints)',
      ],
    ],
  )
  withJson(
    lineage
      .command('model')
      .description('show the data and steps that a version of a model was made from')
      .argument('<model>', WHICH_MODEL),
  ).action(async (wanted: string, options: ListOptions) => {
    const client = clientOf()
    printLineage(options, await client.lineage.model((await askModel(client, wanted)).id))
  })
  withJson(
    lineage
      .command('endpoint')
      .description('show the model that answers at an endpoint, and what it was made from')
      .argument('<endpoint>', 'its name (millrace endpoints)'),
  ).action(async (name: string, options: ListOptions) =>
    printLineage(options, await known('endpoint', name, clientOf().lineage.endpoint(name))),
  )
}
