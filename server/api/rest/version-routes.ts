import { z } from 'zod'
import { restoreVersion } from '../../pipelines/pipelines.ts'
import { compareVersions, listVersions, nameVersion } from '../../pipelines/versions.ts'
import { route } from './route.ts'

const id = z.object({ id: z.string() })
const number = z.coerce.number().int().positive()
const version = id.extend({ version: number })

export const versionRoutes = [
  route({
    method: 'GET',
    path: '/pipelines/{id}/versions',
    operationId: 'listVersions',
    summary: 'Versions of a pipeline, newest first, with what uses them; at most 200, from below `before` on',
    tag: 'pipelines',
    params: id.extend({ before: number.optional(), named: z.enum(['true', 'false']).optional() }),
    body: null,
    answer: ({ services: { db }, params: { id: pipeline, before, named } }) =>
      listVersions(db, pipeline, { before, named: named === 'true' }),
  }),
  route({
    method: 'GET',
    path: '/pipelines/{id}/versions/{from}/changes',
    operationId: 'compareVersions',
    summary: 'What a later version changed, field by field; the newest unless one is named by `to`',
    tag: 'pipelines',
    params: id.extend({ from: number, to: number.optional() }),
    body: null,
    answer: ({ services: { db }, params }) => compareVersions(db, params),
  }),
  route({
    method: 'PUT',
    path: '/pipelines/{id}/versions/{version}',
    operationId: 'nameVersion',
    summary: 'Name a version, so that it is found and always kept; an empty name takes it away',
    tag: 'pipelines',
    params: version,
    body: z.object({ name: z.string() }),
    answer: ({ services: { db }, params, body }) => nameVersion(db, { ...params, ...body }),
  }),
  route({
    method: 'POST',
    path: '/pipelines/{id}/versions/{version}/restore',
    operationId: 'restoreVersion',
    summary: 'Make an earlier version the newest again, as a version of its own',
    tag: 'pipelines',
    params: version,
    body: null,
    answer: ({ services: { db }, params }) => restoreVersion(db, params.id, params.version),
  }),
]
