import { z } from 'zod'
import * as backfill from '../../schedules/backfill.ts'
import { backfillRange, newSchedule, scheduleChanges } from '../../schedules/fields.ts'
import * as schedules from '../../schedules/schedules.ts'
import { checkWebhook, getSigningKey, testWebhook } from '../../schedules/test-webhook.ts'
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
    summary: 'Have a pipeline run by itself: by calendar, cron expression or interval, or on new data',
    tag: 'schedules',
    params: none,
    body: newSchedule,
    async answer({ services, body }) {
      await checkWebhook(services, body)
      return schedules.createSchedule(services, body)
    },
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
    summary: 'Change a schedule, pause it or resume it with a note; what is left out stays',
    tag: 'schedules',
    params: id,
    body: scheduleChanges,
    async answer({ services, params, body }) {
      await checkWebhook(services, { ...body, ...params })
      await schedules.updateSchedule(services, { ...body, ...params })
    },
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
  route({
    method: 'POST',
    path: '/schedules/{id}/new-data',
    operationId: 'tellOfNewData',
    summary: 'Say that there is new data for a schedule that waits for it, where Millrace can’t see it',
    tag: 'schedules',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => schedules.tellOfNewData(db, params.id),
  }),
  route({
    method: 'POST',
    path: '/schedules/{id}/backfill/preview',
    operationId: 'previewBackfill',
    summary: 'The past times of a range that a backfill would run',
    tag: 'schedules',
    params: id,
    body: backfillRange,
    answer: ({ services: { db }, params, body }) => backfill.previewBackfill(db, params.id, body),
  }),
  route({
    method: 'POST',
    path: '/schedules/{id}/backfill',
    operationId: 'startBackfill',
    summary: 'Run a schedule for the past times of a range that have no run yet',
    tag: 'schedules',
    params: id,
    body: backfillRange,
    answer: ({ services, params, body }) => backfill.startBackfill(services, params.id, body),
  }),
  route({
    method: 'DELETE',
    path: '/schedules/{id}/backfill',
    operationId: 'stopBackfill',
    summary: 'Cancel the runs of a backfill that are under way, and leave out the rest',
    tag: 'schedules',
    params: id,
    body: null,
    answer: ({ services, params }) => backfill.stopBackfill(services, params.id),
  }),
  route({
    method: 'GET',
    path: '/schedules/{id}/webhook/key',
    operationId: 'getSigningKey',
    summary: 'The key that signs what a schedule sends to its webhook',
    tag: 'schedules',
    params: id,
    body: null,
    answer: ({ services, params }) => getSigningKey(services, params.id),
  }),
  route({
    method: 'POST',
    path: '/schedules/{id}/webhook/test',
    operationId: 'testWebhook',
    summary: 'Send a made-up failure to a schedule’s webhook, and say how that went',
    tag: 'schedules',
    params: id,
    body: null,
    answer: ({ services, params }) => testWebhook(services, params),
  }),
]
