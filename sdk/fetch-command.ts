import type { Command } from 'commander'
import type { Client } from './client.ts'
import { withExamples } from './examples.ts'
import { sizeOf } from './size-of.ts'

/** `millrace fetch` */
export function addFetchCommand(program: Command, clientOf: () => Client): void {
  withExamples(
    program
      .command('fetch')
      .description('fetch a file from an address of the web, as if it were uploaded')
      .argument('<url>', 'the address of the file itself, http:// or https://')
      .option('--name <name>', 'what to call it (default: as it is called there)')
      .action(async (url: string, { name }: { name?: string }) => {
        const { name: called, version, isNew, sizeBytes, id } = await clientOf().datasets.fetch(url, name)
        const which = isNew ? `version ${version}` : `unchanged: still version ${version}`
        console.log(`“${called}”, ${which}, ${sizeOf(sizeBytes)}: ${id}`)
      }),
    [
      ['fetch https://example.com/prices.csv', 'make it the next version of “prices.csv”'],
      ['fetch "https://example.com/export?day=1" --name prices.csv', 'call it “prices.csv”'],
    ],
  )
}
