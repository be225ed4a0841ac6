import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ApiError, type Client } from './client.ts'
import { withExamples } from './examples.ts'
import { known } from './find-one.ts'
import { onDisk } from './on-disk.ts'
import { predictAll, tableOf } from './predict.ts'
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
          'ask an endpoint about rows of a file, or rows given here; prints its answers as a table',
        )
        .argument('<endpoint>', 'its name (millrace endpoints)')
        .argument('[file]', 'CSV whose first line names the columns, JSON (a list of rows) or JSON lines')
        .option(
          '--row <json>',
          'a row, as in {"age": 41, "plan": "basic"}; may be given several times',
          gather,
        )
        .option(
          '--endpoint-version <number>',
          'ask this version of the endpoint (default: the one that answers)',
        ),
    ).action(async (name: string, file: string | undefined, options: Options) => {
      const client = clientOf()
      const endpoint = await known('endpoint', name, client.endpoints.get(name))
      const rows: Row[] = (options.row ?? []).map((json) => readRow(json))
      if (file !== undefined) {
        const text = await onDisk('read', file, readFile(file, 'utf8'))
        rows.unshift(...readRows(file, text, endpoint.model.value.schema.request))
      }
      if (rows.length === 0)
        throw new ApiError(
          0,
          'bad_request',
          file === undefined
            ? `Give a file with rows, or rows by --row. “${name}” asks for ${JSON.stringify(endpoint.exampleRow)}.`
            : `“${file}” holds no rows.`,
        )
      const answer = await predictAll(client, endpoint, rows, versionOf(options.endpointVersion))
      if (options.json) return printJson(answer)
      const { headings, rows: cells } = tableOf(answer)
      printTable(headings, cells)
      for (const { message } of answer.warnings ?? []) console.error(message)
      if (answer.further_warnings) console.error(`… and ${answer.further_warnings} more.`)
    }),
    [
      ['predict penguins new.csv', 'a prediction for each row of the file'],
      [`predict churn --row '{"age": 41, "plan": "basic"}'`, 'for one row'],
      ['predict penguins new.json --json > answers.json', 'as the endpoint writes it, for a script'],
    ],
  ).addHelpText(
    'after',
    `
Rows are raw: the columns as they come from the data source. In CSV an empty cell is a missing value; columns that the
endpoint does not ask for are left out. Any number of rows is sent, some at a time.`,
  )
}

function versionOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const version = Number(text)
  if (Number.isInteger(version) && version > 0) return version
  throw new ApiError(0, 'bad_request', `--endpoint-version takes a number from 1 on; not “${text}”.`)
}
