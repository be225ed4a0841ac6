import type { Command } from 'commander'
import type { Client } from './client.ts'
import { printTable } from './print-table.ts'
import { sizeOf } from './size-of.ts'

/** Lists with the ids that other commands take: `millrace pipelines`, `datasets`, `models`, `endpoints`, `connections`. */
export function addListCommands(program: Command, clientOf: () => Client): void {
  const list = (
    name: string,
    description: string,
    headings: readonly string[],
    rowsOf: (client: Client) => Promise<readonly (readonly string[])[]>,
  ) =>
    program
      .command(name)
      .description(description)
      .action(async () => printTable(headings, await rowsOf(clientOf())))

  list('pipelines', 'list pipelines, with their ids', ['Name', 'Last run', 'Id'], async (client) =>
    (await client.pipelines.list()).map(({ id, name, lastRun }) => [
      name,
      lastRun ? `run ${lastRun.number} ${lastRun.state}` : 'never',
      id,
    ]),
  )
  list(
    'datasets',
    'list uploaded files, every version with its id',
    ['Name', 'Version', 'Size', 'Uploaded', 'Id'],
    async (client) =>
      (await client.datasets.list()).map(({ id, name, version, sizeBytes, createdAt }) => [
        name,
        `${version}`,
        sizeOf(sizeBytes),
        createdAt,
        id,
      ]),
  )
  list(
    'models',
    'list trained models, every version with its id',
    ['Name', 'Version', 'Aliases', 'Tags', 'From', 'Endpoints', 'Id'],
    async (client) =>
      (await client.models.list()).map((model) => [
        model.name,
        `${model.version}`,
        model.aliases.join(', '),
        model.tags.join(', '),
        model.runNumber === 0 ? model.pipelineName : `${model.pipelineName}, run ${model.runNumber}`,
        model.endpoints.join(', '),
        model.id,
      ]),
  )
  list(
    'endpoints',
    'list endpoints: the addresses at which models answer',
    ['Name', 'Version', 'Address'],
    async (client) =>
      (await client.endpoints.list()).map(({ name, version, url }) => [name, `${version}`, url]),
  )
  list('connections', 'list saved connections to databases', ['Name', 'Database', 'Test'], async (client) =>
    (await client.connections.list()).map(({ name, address, testResult }) => [
      name,
      `${address.user}@${address.host}:${address.port}/${address.database}`,
      testResult?.message ?? 'not tested',
    ]),
  )
}
