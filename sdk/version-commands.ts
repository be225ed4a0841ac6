import type { Command } from 'commander'
import { ApiError, type Client } from './client.ts'
import { withExamples } from './examples.ts'
import { findOne } from './find-one.ts'
import { type ListOptions, printList, withJson } from './print-table.ts'
import { plain } from './words.ts'

const numberOf = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new ApiError(0, 'bad_request', `A version is a number from 1 on; not “${text}”.`)
  return number
}

const valueOf = (value: unknown): string => (value === undefined ? 'default' : JSON.stringify(value))

/** `millrace versions …` */
export function addVersionCommands(program: Command, clientOf: () => Client): void {
  const versions = withExamples(
    program
      .command('versions')
      .description('list, compare, name or bring back earlier versions of a pipeline'),
    [
      ['versions Penguins', 'list them, newest first'],
      ['versions diff Penguins 4 7', 'what changed from version 4 to version 7'],
      ['versions name Penguins 7 "as delivered"', 'name one, so that it is found and always kept'],
      ['versions restore Penguins 4', 'make version 4 the newest again'],
    ],
  )
  const find = async (wanted: string) => findOne('pipeline', wanted, await clientOf().pipelines.list())

  withJson(
    versions
      .command('list', { isDefault: true })
      .description('list the versions of a pipeline, newest first')
      .argument('<pipeline>', 'its name or id (millrace pipelines)')
      .option('--named', 'only those that have a name'),
  ).action(async (wanted: string, options: { named?: boolean } & ListOptions) => {
    const { id } = await find(wanted)
    const filter = options.named === undefined ? {} : { named: options.named }
    printList(
      options,
      await clientOf().versions.list(id, filter),
      ['Version', 'Saved', 'Changes', 'Name', 'Used by'],
      ({ version, createdAt, changes, name, label, runs, schedules, endpoints }) => [
        `${version}`,
        createdAt,
        changes === null ? '' : `${changes}`,
        name ?? label ?? '',
        [
          ...(runs.length > 0 ? [`run ${runs.map(({ number }) => number).join(', ')}`] : []),
          ...schedules.map((schedule) => `schedule ${schedule}`),
          ...endpoints.map((endpoint) => `endpoint ${endpoint}`),
        ].join('; '),
      ],
    )
  })
  versions
    .command('diff')
    .description('say what changed from one version to another, or to the newest')
    .argument('<pipeline>', 'its name or id (millrace pipelines)')
    .argument('<from>', 'number of the earlier version')
    .argument('[to]', 'number of the later one')
    .action(async (wanted: string, from: string, to?: string) => {
      const { id } = await find(wanted)
      const { changes } = await clientOf().versions.compare(
        id,
        numberOf(from),
        to === undefined ? undefined : numberOf(to),
      )
      if (changes.length === 0) console.log('Nothing changed.')
      for (const { words, fields } of changes) {
        console.log(plain(words))
        for (const { title, before, after } of fields)
          console.log(`  ${title}: ${valueOf(before)} → ${valueOf(after)}`)
      }
    })
  versions
    .command('name')
    .description('name a version, so that it is found and always kept; without a name, take it away')
    .argument('<pipeline>', 'its name or id (millrace pipelines)')
    .argument('<version>', 'its number')
    .argument('[name]', 'what to call it')
    .action(async (wanted: string, version: string, name?: string) => {
      const { id } = await find(wanted)
      await clientOf().versions.name(id, numberOf(version), name ?? '')
      console.log(
        name
          ? `Version ${version} is called “${name}” and is always kept.`
          : `Version ${version} has no name any more.`,
      )
    })
  versions
    .command('restore')
    .description('make an earlier version the newest again')
    .argument('<pipeline>', 'its name or id (millrace pipelines)')
    .argument('<version>', 'its number')
    .action(async (wanted: string, version: string) => {
      const { id } = await find(wanted)
      const saved = await clientOf().versions.restore(id, numberOf(version))
      console.log(`Version ${version} is back, as version ${saved.version}.`)
    })
}
