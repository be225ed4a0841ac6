import type { ModelVersionView } from '../server/views.ts'
import { ApiError, type Client } from './client.ts'
import { known } from './find-one.ts'

type Found = Pick<ModelVersionView, 'id' | 'name' | 'version' | 'aliases'>

/**
 * A version of a model as it is named at the command line: by its id, or as `name@alias` or `name@version`.
 * @param all newest first
 */
export function findModel<T extends Found>(wanted: string, all: readonly T[]): T {
  const byId = all.find(({ id }) => id === wanted)
  if (byId) return byId
  const at = wanted.lastIndexOf('@')
  const [name, which] = at < 0 ? [wanted, undefined] : [wanted.slice(0, at), wanted.slice(at + 1)]
  const named = all.filter((model) => model.name === name)
  if (named.length === 0)
    throw new ApiError(0, 'not_found', `There is no model “${name}”. millrace models lists them.`)
  if (which === undefined || which === '')
    throw new ApiError(
      0,
      'bad_request',
      `Say which version of “${name}” is meant: ${name}@${named[0]?.version}, ${name}@champion, or its id.`,
    )
  const found = named.filter(
    ({ version, aliases }) => `${version}` === which.replace(/^v/, '') || aliases.includes(which),
  )
  const [first] = found
  if (first && found.length === 1) return first
  throw new ApiError(
    0,
    'not_found',
    first
      ? `Several models are called “${name}” and have a version “${which}”. Give the id; millrace models lists them.`
      : `“${name}” has no version or alias “${which}”. millrace models lists them.`,
  )
}

/** How a command says which version it takes. */
export const WHICH_MODEL = 'the version: its id, or name@alias or name@number (millrace models)'

const isId = (wanted: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(wanted)

/** As `findModel`, of the models that Millrace has. */
export const askModel = async (client: Client, wanted: string): Promise<ModelVersionView> =>
  isId(wanted)
    ? known('model', wanted, client.models.get(wanted))
    : findModel(wanted, await client.models.list())
