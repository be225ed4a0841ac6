import { ApiError } from './client.ts'

/** The only one that is called so: by id, or by a name that no other has. */
export function findOne<T extends { id: string; name: string }>(
  what: string,
  wanted: string,
  all: readonly T[],
): T {
  const found = all.filter(({ id, name }) => id === wanted || name === wanted)
  const [first] = found
  if (first && found.length === 1) return first
  const problem = first ? `Several ${what}s are called` : `There is no ${what}`
  throw new ApiError(
    0,
    'not_found',
    `${problem} “${wanted}”. ${first ? 'Give its id' : `millrace ${what}s lists them`}.`,
  )
}

/**
 * What was asked for by an id or a name. Where Millrace knows no such thing, the error says which command lists them.
 * @param what `run`, `model`, `endpoint`, as in the command that lists them
 */
export async function known<T>(what: string, wanted: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'not_found')) throw error
    throw new ApiError(
      error.status,
      error.code,
      `There is no ${what} “${wanted}”. millrace ${what}s lists them.`,
      [],
      { cause: error },
    )
  }
}
