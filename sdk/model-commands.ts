import type { Command } from 'commander'
import type { Client } from './client.ts'
import { withExamples } from './examples.ts'
import { findModel } from './find-model.ts'

const WHICH = 'the version: its id, or name@alias or name@number (millrace models)'

/** `millrace model …` */
export function addModelCommands(program: Command, clientOf: () => Client): void {
  const group = withExamples(
    program.command('model').description('name, tag and describe a version of a model'),
    [
      ['model alias "Iris · Train@3" champion', 'version 3 is the champion from now on'],
      ['model tag "Iris · Train@champion" spring checked', 'set its tags'],
      ['model note "Iris · Train@champion" Limits "Only adults."', 'write a note on its card'],
    ],
  )
  const find = async (wanted: string) => findModel(wanted, await clientOf().models.list())

  withExamples(
    group
      .command('alias')
      .description('give a version an alias; the version that had it has it no longer')
      .argument('<model>', WHICH)
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
      .argument('<model>', WHICH)
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
      .command('card')
      .description('print the card of a version as Markdown: notes, data, settings, figures')
      .argument('<model>', WHICH)
      .action(async (wanted: string) => {
        process.stdout.write(await clientOf().models.cardText((await find(wanted)).id))
      }),
    [['model card "Iris · Train@champion" > card.md', 'keep it in a file']],
  )
  withExamples(
    group
      .command('note')
      .description('write a note on the card of a version; an empty one is taken away')
      .argument('<model>', WHICH)
      .argument('<heading>', 'such as "Intended use" or Limits')
      .argument('<text>', 'what it says')
      .action(async (wanted: string, heading: string, text: string) => {
        await clientOf().models.change((await find(wanted)).id, { notes: { [heading]: text } })
      }),
    [['model note "Iris · Train@3" "Intended use" "Sorting cut flowers."', 'say what it is for']],
  )
}
