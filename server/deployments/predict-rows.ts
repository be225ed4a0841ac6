import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import type { Config } from '../config.ts'

/** What an endpoint says of rows. */
export interface PredictionAnswer {
  endpoint: string
  version: number
  /** Row for row. */
  predictions: readonly {
    prediction: string | number | boolean | null
    /** By class, 0 to 1. */
    probabilities?: Readonly<Record<string, number | null>>
  }[]
  /** Rows count from 1. */
  warnings?: readonly { code: string; row: number; column: string; message: string }[]
  /** How many more there are. */
  further_warnings?: number
}

/** Asks the serving process, as any client would: what the page's form shows is what an application gets. */
export async function predictRows(
  config: Pick<Config, 'servingUrl' | 'token'>,
  endpoint: string,
  rows: readonly unknown[],
): Promise<PredictionAnswer> {
  const response = await fetch(`${config.servingUrl}/v1/endpoints/${encodeURIComponent(endpoint)}/predict`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(config.token === undefined ? {} : { authorization: `Bearer ${config.token}` }),
    },
    body: JSON.stringify({ rows }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new OperationalError(
      'serving_unreachable',
      'The serving process does not answer. Try again in a moment.',
      { cause },
    )
  })
  const body = (await response.json().catch(() => null)) as { error?: unknown } | null
  if (response.ok) return body as PredictionAnswer
  const error = body?.error
  const message =
    typeof error === 'string'
      ? error
      : typeof error === 'object' && error !== null && 'message' in error
        ? String(error.message)
        : `The endpoint answered with status ${response.status}.`
  if (response.status >= 500) throw new OperationalError('serving_failed', message)
  throw new UserError('prediction_refused', message)
}
