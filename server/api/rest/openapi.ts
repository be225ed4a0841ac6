import { z } from 'zod'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Config } from '../../config.ts'
import type { Route } from './route.ts'

const toJsonSchema = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}

const errorAnswer = {
  description: 'Refused or failed, with the reason',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message'],
            properties: {
              code: { type: 'string' },
              message: { type: 'string' },
              field: { type: 'string' },
              problems: { type: 'array', items: { type: 'object' } },
            },
          },
        },
      },
    },
  },
}

function describeOperation(route: Route) {
  const { properties = {}, required = [] } = toJsonSchema(route.params) as {
    properties?: Record<string, object>
    required?: string[]
  }
  const inPath = (name: string) => route.path.includes(`{${name}}`)
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    parameters: Object.entries(properties).map(([name, schema]) => ({
      name,
      in: inPath(name) ? 'path' : 'query',
      required: inPath(name) || required.includes(name),
      schema,
    })),
    ...(route.body || route.rawBody
      ? {
          requestBody: {
            required: true,
            content: route.body
              ? { 'application/json': { schema: toJsonSchema(route.body) } }
              : { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
          },
        }
      : {}),
    responses: {
      200: {
        description: 'Done',
        content: { [route.produces ?? 'application/json']: { schema: {} } },
      },
      default: errorAnswer,
    },
  }
}

/** The OpenAPI 3.1 description of the public interface, made from the routes themselves. */
export function describeApi(routes: readonly Route[], config: Pick<Config, 'token'>) {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeOperation(route) }
  return {
    openapi: '3.1.0',
    info: { title: 'Millrace', version: packageJson.version },
    servers: [{ url: '/api/v1' }],
    ...(config.token === undefined ? {} : { security: [{ token: [] }] }),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  }
}
