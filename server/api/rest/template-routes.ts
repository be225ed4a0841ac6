import { z } from 'zod'
import { documentSchema } from '../../../nodes/graph/document.ts'
import * as templates from '../../templates/templates.ts'
import { route } from './route.ts'

const id = z.object({ id: z.string() })
const description = z.string().max(2000).optional()

/** A pipeline is made from a template by `POST /pipelines`. */
export const templateRoutes = [
  route({
    method: 'GET',
    path: '/templates',
    operationId: 'listTemplates',
    summary: 'Templates with their drawings and parameters: saved ones, then those that come with Millrace',
    tag: 'templates',
    params: z.object({}),
    body: null,
    answer: ({ services: { db } }) => templates.listTemplates(db),
  }),
  route({
    method: 'POST',
    path: '/templates',
    operationId: 'saveTemplate',
    summary: 'Save a drawing as a template; its inputs are the template’s parameters',
    tag: 'templates',
    params: z.object({}),
    body: z.object({ title: z.string(), description, document: documentSchema }),
    answer: ({ services: { db }, body }) => templates.saveTemplate(db, body),
  }),
  route({
    method: 'GET',
    path: '/templates/{id}',
    operationId: 'getTemplate',
    summary: 'One template; POST /pipelines with its id makes a pipeline of it',
    tag: 'templates',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => templates.getTemplate(db, params.id),
  }),
  route({
    method: 'PUT',
    path: '/templates/{id}',
    operationId: 'changeTemplate',
    summary: 'Give a saved template another title or description',
    tag: 'templates',
    params: id,
    body: z.object({ title: z.string().optional(), description }),
    answer: ({ services: { db }, params, body }) => templates.changeTemplate(db, { ...params, ...body }),
  }),
  route({
    method: 'DELETE',
    path: '/templates/{id}',
    operationId: 'deleteTemplate',
    summary: 'Delete a saved template; pipelines that were made from it stay',
    tag: 'templates',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => templates.deleteTemplate(db, params.id),
  }),
] as const
