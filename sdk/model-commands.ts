import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Client } from './client.ts'
import { withExamples } from './examples.ts'
import { askModel, WHICH_MODEL } from './find-model.ts'
import { onDisk } from './on-disk.ts'
import { sizeOf } from './size-of.ts'

/** Deletes a version of a model, and says what went with it. */
export async function deleteModel(client: Client, wanted: string): Promise<void> {
  const { id, name, version } = await askModel(client, wanted)
  const { endpointVersions } = await client.models.remove(id)
  console.log(`${name} v${version} is deleted.`)
  for (const { endpoint, version: gone } of endpointVersions)
    console.log(`The endpoint “${endpoint}” can’t go back to its version ${gone} any more.`)
}

/** `millrace model …` */
export function addModelCommands(program: Command, clientOf: () => Client): void {
  const group = withExamples(
    program
      .command('model')
      .description('name, tag, describe, deploy, export, import and delete versions of models'),
    [
      ['model alias "Iris · Train@3" champion', 'version 3 is the champion from now on'],
      ['model tag "Iris · Train@champion" spring checked', 'set its tags'],
      ['model note "Iris · Train@champion" Limits "Only adults."', 'write a note on its card'],
      ['model export "Iris · Train@champion" iris.zip', 'keep it in a file, for another Millrace'],
    ],
  )
  const find = (wanted: string) => askModel(clientOf(), wanted)

  withExamples(
    group
      .command('alias')
      .description('give a version an alias; the version that had it has it no longer')
      .argument('<model>', WHICH_MODEL)
      .argument('<alias>', 'such as champion or challenger')
      .option('--remove', 'take the alias away instead')
      .action(async (wanted: string, alias: string, { remove }: { remove?: boolean }) => {
        const { id, name, version } = await find(wanted)
        if (remove) await clientOf().models.removeAlias(id, alias)
        else await clientOf().models.setAlias(id, alias)
        console.log(
          remove
            ? `${name} v${version} is ${alias} no longer`
            : `${name} v${version} is ${alias.toLowerCase()} now`,
        )
      }),
    [
      ['model alias f02d… champion', 'this version is the champion'],
      ['model alias "Iris · Train@champion" champion --remove', 'no version is'],
    ],
  )
  withExamples(
    group
      .command('tag')
      .description('set the tags of a version; without any, take them all away')
      .argument('<model>', WHICH_MODEL)
      .argument('[tags...]', 'such as spring')
      .action(async (wanted: string, tags: string[]) => {
        await clientOf().models.change((await find(wanted)).id, { tags })
      }),
    [
      ['model tag "Iris · Train@3" spring "two sites"', 'two tags'],
      ['model tag "Iris · Train@3"', 'none'],
    ],
  )
  withExamples(
    group
      .command('deploy')
      .description('make a version the one that answers at an endpoint')
      .argument('<model>', WHICH_MODEL)
      .argument('<endpoint>', 'its name, a new one or one of millrace endpoints')
      .action(async (wanted: string, endpoint: string) => {
        const { id, name, version } = await find(wanted)
        const made = await clientOf().models.deploy(id, endpoint)
        console.log(`${name} v${version} answers at ${made.endpoint}, its version ${made.version}`)
        for (const change of made.changes) console.log(`Other than before: ${change}`)
      }),
    [['model deploy "Iris · Train@champion" iris', 'the champion of now; it does not follow the alias']],
  )
  withExamples(
    group
      .command('card')
      .description('print the card of a version as Markdown: notes, data, settings, figures')
      .argument('<model>', WHICH_MODEL)
      .action(async (wanted: string) => {
        process.stdout.write(await clientOf().models.cardText((await find(wanted)).id))
      }),
    [['model card "Iris · Train@champion" > card.md', 'keep it in a file']],
  )
  withExamples(
    group
      .command('export')
      .description('write a version into a file (zip), for another Millrace')
      .argument('<model>', WHICH_MODEL)
      .argument('<file>', 'where to write it')
      .action(async (wanted: string, file: string) => {
        const bytes = await clientOf().models.export((await find(wanted)).id)
        await onDisk('written', file, writeFile(file, bytes))
        console.log(`Written: ${file}, ${sizeOf(bytes.byteLength)}`)
      }),
    [['model export "Iris · Train@champion" iris.zip', 'weights, fitted steps, drawing and card']],
  )
  withExamples(
    group
      .command('import')
      .description('take in a version that another Millrace exported')
      .argument('<file>', 'the file')
      .action(async (file: string) => {
        const { models } = clientOf()
        const { id, isNew } = await models.import(new Uint8Array(await onDisk('read', file, readFile(file))))
        const { name, version } = await models.get(id)
        console.log(`${isNew ? 'Imported' : 'There already'}: ${name} v${version}  ${id}`)
      }),
    [['model import iris.zip', 'it can be deployed like any other']],
  )
  withExamples(
    group
      .command('note')
      .description('write a note on the card of a version; an empty one is taken away')
      .argument('<model>', WHICH_MODEL)
      .argument('<heading>', 'such as "Intended use" or Limits')
      .argument('<text>', 'what it says')
      .action(async (wanted: string, heading: string, text: string) => {
        await clientOf().models.change((await find(wanted)).id, { notes: { [heading]: text } })
      }),
    [['model note "Iris · Train@3" "Intended use" "Sorting cut flowers."', 'say what it is for']],
  )
  withExamples(
    group
      .command('delete')
      .description('delete a version, as millrace delete model; refused while an endpoint answers with it')
      .argument('<model>', WHICH_MODEL)
      .action((wanted: string) => deleteModel(clientOf(), wanted)),
    [['model delete "Iris · Train@3"', 'endpoints that answered with it earlier can’t go back to it']],
  )
}
