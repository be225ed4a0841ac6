import { z } from 'zod'
import * as components from '../../pipelines/components.ts'
import { route } from './route.ts'

/** Pipelines as nodes of others. A pipeline is one when its document has `ports`. */
export const componentRoutes = [
  route({
    method: 'GET',
    path: '/components',
    operationId: 'listComponents',
    summary: 'Pipelines that can be nodes of others, ready to be put into a drawing’s components',
    tag: 'pipelines',
    params: z.object({}),
    body: null,
    answer: ({ services: { db } }) => components.listComponents(db),
  }),
  route({
    method: 'GET',
    path: '/pipelines/{id}/users',
    operationId: 'listPipelineUsers',
    summary: 'Pipelines whose newest version uses this one as a node, with the versions of it that they use',
    tag: 'pipelines',
    params: z.object({ id: z.string() }),
    body: null,
    answer: ({ services: { db }, params }) => components.listUsers(db, params.id),
  }),
]
