import type { z } from 'zod'
import type { Services } from '../services.ts'

export interface RouteCall<P, B> {
  services: Services
  params: P
  body: B
  request: Request
}

/** One operation of the public interface: what OpenAPI is made from and what answers. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `{name}` for parameters. */
  path: string
  operationId: string
  summary: string
  tag: string
  /** Path and query parameters together; query parameters are those not in the path. */
  params: z.ZodObject
  body: z.ZodType | null
  /** A raw body (an upload) instead of JSON. */
  rawBody?: boolean
  /** Media type of the answer where it isn't JSON. */
  produces?: string
  answer(call: RouteCall<never, never>): Promise<unknown>
}

/** Declares an operation with the types of its parameters and body. */
export const route = <P extends z.ZodObject, B extends z.ZodType | null>(
  declared: Omit<Route, 'params' | 'body' | 'answer'> & {
    params: P
    body: B
    answer(call: RouteCall<z.infer<P>, B extends z.ZodType ? z.infer<B> : null>): Promise<unknown>
  },
): Route => declared as Route
