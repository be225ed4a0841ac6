import type { PredictionAnswer } from '../server/deployments/predict-rows.ts'
import type { EndpointView } from '../server/views.ts'
import { ApiError, type Client } from './client.ts'
import type { Row } from './read-rows.ts'

/** What a request may hold: far below the limits of an endpoint. */
const MOST_ROWS = 1_000
const MOST_CHARACTERS = 2 * 2 ** 20

function* parts(rows: readonly Row[]): Generator<{ from: number; rows: readonly Row[] }> {
  let from = 0
  let size = 0
  for (const [at, row] of rows.entries()) {
    const length = JSON.stringify(row).length
    if (at > from && (at - from >= MOST_ROWS || size + length > MOST_CHARACTERS)) {
      yield { from, rows: rows.slice(from, at) }
      from = at
      size = 0
    }
    size += length
  }
  yield { from, rows: rows.slice(from) }
}

const moved = (message: string, by: number): string =>
  message.replace(/^Row (\d+)/, (_, row: string) => `Row ${Number(row) + by}`)

/**
 * Asks an endpoint about any number of rows, some at a time, all of them of the version that answered the first.
 * @throws ApiError of the endpoint; it counts the rows as they were given
 */
export async function predictAll(
  client: Pick<Client, 'endpoints'>,
  endpoint: Pick<EndpointView, 'name' | 'url'>,
  rows: readonly Row[],
  version?: number,
): Promise<PredictionAnswer> {
  const answers: PredictionAnswer[] = []
  for (const { from, rows: part } of parts(rows)) {
    const answer = await client.endpoints
      .predict(endpoint, part, version ?? answers[0]?.version)
      .catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        throw new ApiError(error.status, error.code, moved(error.message, from), [], { cause: error })
      })
    answers.push({
      ...answer,
      ...(answer.warnings && {
        warnings: answer.warnings.map((warning) => ({
          ...warning,
          row: warning.row + from,
          message: moved(warning.message, from),
        })),
      }),
    })
  }
  const [first] = answers
  const further = answers.reduce((sum, { further_warnings: more = 0 }) => sum + more, 0)
  const warnings = answers.flatMap((answer) => answer.warnings ?? [])
  return {
    endpoint: endpoint.name,
    version: first?.version ?? 0,
    predictions: answers.flatMap(({ predictions }) => predictions),
    ...(warnings.length > 0 && { warnings }),
    ...(further > 0 && { further_warnings: further }),
  }
}

/** Most classes whose probabilities stand side by side. */
const MOST_CLASSES = 8

const shortened = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : `${Number(value.toFixed(4))}`

/** A message about a row that is a file, about that file. */
export const naming = (message: string, files: readonly (string | undefined)[]): string =>
  message.replace(/^Row (\d+)/, (row, at: string) => {
    const file = files[Number(at) - 1]
    return file === undefined ? row : `“${file}”`
  })

/**
 * Answers as a table: the prediction, and the probability of each class or, of many, of the one predicted.
 * @param files what to call rows, that are files, in place of their numbers
 */
export function tableOf(
  { predictions }: Pick<PredictionAnswer, 'predictions'>,
  files: readonly (string | undefined)[] = [],
): {
  headings: string[]
  rows: string[][]
} {
  const classes = Object.keys(predictions[0]?.probabilities ?? {})
  const some = classes.length <= MOST_CLASSES ? classes : null
  return {
    headings: [
      files.some((file) => file !== undefined) ? 'File' : 'Row',
      'Prediction',
      ...(some ?? ['Probability']),
    ],
    rows: predictions.map(({ prediction, probabilities }, at) => [
      files[at] ?? `${at + 1}`,
      `${prediction ?? ''}`,
      ...(some ?? [`${prediction}`]).map((name) => shortened(probabilities?.[name])),
    ]),
  }
}
