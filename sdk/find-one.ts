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
  throw new ApiError(0, 'not_found', `${problem} “${wanted}”.${first ? ' Give its id.' : ''}`)
}
