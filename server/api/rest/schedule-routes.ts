import { z } from 'zod'
import * as schedules from '../../schedules/schedules.ts'
import { route } from './route.ts'

const none = z.object({})
const id = z.object({ id: z.string() })

export const scheduleRoutes = [
  route({
    method: 'GET',
    path: '/schedules',
    operationId: 'listSchedules',
    summary: 'Schedules with their next times and last runs',
    tag: 'schedules',
    params: z.object({ pipelineId: z.string().optional() }),
    body: null,
    answer: ({ services: { db }, params }) => schedules.listSchedules(db, params),
  }),
  route({
    method: 'POST',
    path: '/schedules',
    operationId: 'createSchedule',
    summary: 'Have a pipeline run by cron expression or interval',
    tag: 'schedules',
    params: none,
    body: schedules.newSchedule,
    answer: ({ services, body }) => schedules.createSchedule(services, body),
  }),
  route({
    method: 'GET',
    path: '/schedules/{id}',
    operationId: 'getSchedule',
    summary: 'A schedule',
    tag: 'schedules',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => schedules.getSchedule(db, params.id),
  }),
  route({
    method: 'PUT',
    path: '/schedules/{id}',
    operationId: 'updateSchedule',
    summary: 'Change a schedule, pause it, resume it; what is left out stays',
    tag: 'schedules',
    params: id,
    body: schedules.scheduleChanges,
    answer: ({ services, params, body }) => schedules.updateSchedule(services, { ...body, ...params }),
  }),
  route({
    method: 'DELETE',
    path: '/schedules/{id}',
    operationId: 'deleteSchedule',
    summary: 'Delete a schedule; its runs stay',
    tag: 'schedules',
    params: id,
    body: null,
    answer: ({ services, params }) => schedules.deleteSchedule(services, params.id),
  }),
  route({
    method: 'POST',
    path: '/schedules/{id}/run',
    operationId: 'runScheduleNow',
    summary: 'Run a schedule now, under its overlap policy, paused or not',
    tag: 'schedules',
    params: id,
    body: null,
    answer: ({ services, params }) => schedules.runScheduleNow(services, params.id),
  }),
]
