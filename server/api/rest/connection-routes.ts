import { z } from 'zod'
import * as domain from '../../connections/connections.ts'
import { describeQuery } from '../../connections/readings.ts'
import { testConnection } from '../../connections/test-connection.ts'
import { route } from './route.ts'

const tag = 'connections'
const none = z.object({})
const id = z.object({ id: z.string() })

/** Saved connections; a password goes in and never comes out. */
export const connectionRoutes = [
  route({
    method: 'GET',
    path: '/connections',
    operationId: 'listConnections',
    summary: 'Databases that drawings may read from, by name, without their passwords',
    tag,
    params: none,
    body: null,
    answer: ({ services: { db } }) => domain.listConnections(db),
  }),
  route({
    method: 'POST',
    path: '/connections',
    operationId: 'createConnection',
    summary: 'Save a connection; its password is kept encrypted',
    tag,
    params: none,
    body: domain.connectionInput,
    answer: ({ services, body }) => domain.createConnection(services, body),
  }),
  route({
    method: 'PUT',
    path: '/connections/{id}',
    operationId: 'updateConnection',
    summary:
      'Change a connection; without a password it keeps its own, as long as server, user and TLS are the same',
    tag,
    params: id,
    body: domain.connectionChange,
    answer: ({ services, params, body }) => domain.updateConnection(services, { ...params, ...body }),
  }),
  route({
    method: 'DELETE',
    path: '/connections/{id}',
    operationId: 'removeConnection',
    summary: 'Forget a connection; refused while the newest version of a pipeline uses it',
    tag,
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => domain.removeConnection(db, params.id),
  }),
  route({
    method: 'POST',
    path: '/connections/{id}/test',
    operationId: 'testConnection',
    summary: 'Connect and ask for the version; answers with ok and a message',
    tag,
    params: id,
    body: null,
    answer: ({ services, params }) => testConnection(services, params.id),
  }),
  route({
    method: 'POST',
    path: '/connections/{id}/describe',
    operationId: 'describeQuery',
    summary: 'Columns and first rows of a query; drawings know its columns from then on',
    tag,
    params: id,
    body: z.object({ query: z.string().min(1).max(100_000) }),
    answer: ({ services, params, body }) => describeQuery(services, { connection: params.id, ...body }),
  }),
]
