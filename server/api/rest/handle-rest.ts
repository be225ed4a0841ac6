import type { z } from 'zod'
import { UserError } from '../../../nodes/kit/errors.ts'
import { guardRequest } from '../guard.ts'
import type { Services } from '../services.ts'
import { describeApi } from './openapi.ts'
import { toErrorResponse } from './respond.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

const maxJsonBytes = 8 * 2 ** 20

/** Matches a path against a template; the parameters, or null. */
export function matchPath(template: string, path: string): Record<string, string> | null {
  const [wanted, given] = [template.split('/'), path.split('/')]
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    if (name !== undefined && value !== '') params[name] = value
    else if (part !== value) return null
  }
  return params
}

function decodePath(path: string): string | null {
  try {
    return path
      .split('/')
      .map((part) => decodeURIComponent(part))
      .join('/')
  } catch {
    return null
  }
}

function parse<T extends z.ZodType>(schema: T, value: unknown, where: string): z.infer<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path.join('.')
  throw new UserError(
    'bad_request',
    `The ${where} is not as expected: ${path ? `${path}: ` : ''}${issue?.message}`,
  )
}

async function readJson(request: Request): Promise<unknown> {
  const length = Number(request.headers.get('content-length') ?? 0)
  if (length > maxJsonBytes) throw new UserError('too_large', 'The request body is larger than 8 MB.')
  const text = await request.text()
  if (text.length > maxJsonBytes) throw new UserError('too_large', 'The request body is larger than 8 MB.')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UserError('bad_json', 'The request body is not JSON.', { cause })
  }
}

async function answer(route: Route, params: Record<string, string>, request: Request, services: Services) {
  const query = Object.fromEntries(new URL(request.url).searchParams)
  const call = {
    services,
    request,
    params: parse(route.params, { ...query, ...params }, 'address') as never,
    body: (route.body === null ? null : parse(route.body, await readJson(request), 'request body')) as never,
  }
  const result = await route.answer(call)
  if (result instanceof Response) return result
  return Response.json(result ?? {}, { headers: { 'cache-control': 'no-store' } })
}

/** Answers a request under `/api/v1`; `path` is what follows. Never throws. */
export async function handleRest(
  request: Request,
  path: string,
  getServices: () => Promise<Services>,
): Promise<Response> {
  try {
    const services = await getServices()
    guardRequest(request, services.config)
    const decoded = decodePath(path)
    if (decoded === '/openapi.json') return Response.json(describeApi(routes, services.config))
    const matches = routes.flatMap((route) => {
      const params = decoded === null ? null : matchPath(route.path, decoded)
      return params ? [{ route, params }] : []
    })
    const match = matches.find(({ route }) => route.method === request.method)
    if (match) return await answer(match.route, match.params, request, services)
    if (matches.length > 0)
      return Response.json(
        { error: { code: 'method_not_allowed', message: `${request.method} is not offered here.` } },
        { status: 405, headers: { allow: matches.map(({ route }) => route.method).join(', ') } },
      )
    throw new UserError('not_found', 'There is nothing at this address. See /api/v1/openapi.json.')
  } catch (error) {
    return toErrorResponse(error)
  }
}
