import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ApiError, type Client } from './client.ts'
import { withExamples } from './examples.ts'
import { known } from './find-one.ts'
import { imageColumn, isImageFile } from './image-files.ts'
import { onDisk } from './on-disk.ts'
import { naming, predictAll, tableOf } from './predict.ts'
import { type ListOptions, printJson, printTable, withJson } from './print-table.ts'
import { type Row, readRow, readRows } from './read-rows.ts'

const gather = (value: string, before: string[] = []): string[] => [...before, value]

interface Options extends ListOptions {
  row?: string[]
  endpointVersion?: string
}

/** `millrace predict` */
export function addPredictCommand(program: Command, clientOf: () => Client): void {
  withExamples(
    withJson(
      program
        .command('predict')
        .description(
          'ask an endpoint about rows of files, files that are images, or rows given here; prints its answers as a table',
        )
        .argument('<endpoint>', 'its name (millrace endpoints)')
        .argument(
          '[files...]',
          'CSV whose first line names the columns, JSON (a list of rows), JSON lines; or images, each a row',
        )
        .option(
          '--row <json>',
          'a row, as in {"age": 41, "plan": "basic"}; may be given several times',
          gather,
        )
        .option(
          '--endpoint-version <number>',
          'ask this version of the endpoint (default: the one that answers)',
        ),
    ).action(async (name: string, files: string[], options: Options) => {
      const client = clientOf()
      const endpoint = await known('endpoint', name, client.endpoints.get(name))
      const { request } = endpoint.model.value.schema
      const rows: Row[] = []
      const images: (string | undefined)[] = []
      for (const file of files) {
        const bytes = await onDisk('read', file, readFile(file))
        if (isImageFile(file)) {
          images[rows.length] = file
          rows.push({ [imageColumn(file, name, request)]: bytes.toString('base64') })
        } else for (const row of readRows(file, bytes.toString('utf8'), request)) rows.push(row)
      }
      rows.push(...(options.row ?? []).map((json) => readRow(json)))
      if (rows.length === 0)
        throw new ApiError(
          0,
          'bad_request',
          files.length === 0
            ? `Give a file with rows, or rows by --row. “${name}” asks for ${JSON.stringify(endpoint.exampleRow)}.`
            : `There are no rows in ${files.map((file) => `“${file}”`).join(', ')}.`,
        )
      const version = versionOf(options.endpointVersion)
      const answer = await predictAll(client, endpoint, rows, version).catch((error: unknown) => {
        if (error instanceof ApiError) error.message = naming(error.message, images)
        throw error
      })
      if (options.json) return printJson(answer)
      const { headings, rows: cells } = tableOf(answer, images)
      printTable(headings, cells)
      for (const { message } of answer.warnings ?? []) console.error(naming(message, images))
      if (answer.further_warnings) console.error(`… and ${answer.further_warnings} more.`)
    }),
    [
      ['predict penguins new.csv', 'a prediction for each row of the file'],
      [`predict churn --row '{"age": 41, "plan": "basic"}'`, 'for one row'],
      ['predict shapes photos/*.png', 'for each image, where the endpoint asks for one'],
      ['predict penguins new.json --json > answers.json', 'as the endpoint writes it, for a script'],
    ],
  ).addHelpText(
    'after',
    `
Rows are raw: the columns as they come from the data source. In CSV an empty cell is a missing value; columns that the
endpoint does not ask for are left out. Files that end in .png, .jpg, .jpeg, .jfif, .webp, .gif, .tif, .tiff or .avif are
images, sent as they are to an endpoint that asks for one image. Any number of rows is sent, some at a time.`,
  )
}

function versionOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const version = Number(text)
  if (Number.isInteger(version) && version > 0) return version
  throw new ApiError(0, 'bad_request', `--endpoint-version takes a number from 1 on; not “${text}”.`)
}
