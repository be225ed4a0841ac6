import type { Command } from 'commander'
import type { Client } from './client.ts'
import { withExamples } from './examples.ts'
import { findOne } from './find-one.ts'
import { type ListOptions, printList, withJson } from './print-table.ts'

/** `millrace components …` */
export function addComponentCommands(program: Command, clientOf: () => Client): void {
  const components = withExamples(
    program
      .command('components')
      .description('list pipelines made to be a node of others, or say who uses one'),
    [
      ['components', 'list them with what they take and give'],
      ['components users "Clean birds"', 'which pipelines use it'],
    ],
  )

  const titles = (ports: readonly { title: string }[] = []): string =>
    ports.map(({ title }) => title).join(', ')
  withJson(components.command('list', { isDefault: true }).description('list them with their ports')).action(
    async (options: ListOptions) =>
      printList(
        options,
        await clientOf().components.list(),
        ['Id', 'Name', 'Version', 'Takes', 'Gives'],
        ({ pipelineId, title, version, document: { ports } }) => [
          pipelineId ?? '',
          title,
          `${version}`,
          titles(ports?.inputs),
          titles(ports?.outputs),
        ],
      ),
  )
  withJson(
    components
      .command('users')
      .description('list the pipelines that use one as a node')
      .argument('<pipeline>', 'its name or id (millrace pipelines)'),
  ).action(async (wanted: string, options: ListOptions) => {
    const { id } = findOne('pipeline', wanted, await clientOf().pipelines.list())
    printList(options, await clientOf().components.users(id), ['Id', 'Name', 'Uses version'], (user) => [
      user.id,
      user.name,
      user.versions.join(', '),
    ])
  })
}
