import type { Command } from 'commander'
import type { Client } from './client.ts'
import { withExamples } from './examples.ts'
import { type ListOptions, printList, withJson } from './print-table.ts'
import { sizeOf } from './size-of.ts'
import { headline, predicts } from './words.ts'

/** Lists with the ids that other commands take: `millrace pipelines`, `datasets`, `models`, `endpoints`, `connections`. */
export function addListCommands(program: Command, clientOf: () => Client): void {
  const list = <T>(
    name: string,
    description: string,
    headings: readonly string[],
    ask: (client: Client) => Promise<readonly T[]>,
    rowOf: (one: T) => readonly string[],
  ) =>
    withExamples(
      withJson(program.command(name).description(description)).action(async (options: ListOptions) =>
        printList(options, await ask(clientOf()), headings, rowOf),
      ),
      [
        [name, 'list them'],
        [`${name} --json`, 'everything about each, for a script'],
      ],
    )

  list(
    'pipelines',
    'list pipelines, with their ids',
    ['Name', 'Last run', 'Id'],
    (client) => client.pipelines.list(),
    ({ id, name, lastRun }) => [name, lastRun ? `run ${lastRun.number} ${lastRun.state}` : 'never', id],
  )
  list(
    'datasets',
    'list uploaded files, every version with its id',
    ['Name', 'Version', 'Size', 'Uploaded', 'Id'],
    (client) => client.datasets.list(),
    ({ id, name, version, sizeBytes, createdAt }) => [name, `${version}`, sizeOf(sizeBytes), createdAt, id],
  )
  list(
    'models',
    'list trained models, every version with its id and score',
    ['Name', 'Version', 'Predicts', 'Score', 'Aliases', 'Tags', 'From', 'Endpoints', 'Id'],
    (client) => client.models.list(),
    (model) => [
      model.name,
      `${model.version}`,
      predicts(model.value.schema),
      headline(model.value.metrics),
      model.aliases.join(', '),
      model.tags.join(', '),
      model.runNumber === 0 ? model.pipelineName : `${model.pipelineName}, run ${model.runNumber}`,
      model.endpoints.join(', '),
      model.id,
    ],
  )
  list(
    'endpoints',
    'list endpoints: the addresses at which models answer',
    ['Name', 'Version', 'Address'],
    (client) => client.endpoints.list(),
    ({ name, version, url, enabled }) => [name, `${version}`, enabled ? url : `${url} (switched off)`],
  )
  list(
    'connections',
    'list saved connections to databases',
    ['Name', 'Database', 'Test'],
    (client) => client.connections.list(),
    ({ name, address, testResult }) => [
      name,
      `${address.user}@${address.host}:${address.port}/${address.database}`,
      testResult?.message ?? 'not tested',
    ],
  )
}
