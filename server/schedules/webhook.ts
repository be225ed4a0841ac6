import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { type ErrorReport, OperationalError, UserError } from '../../nodes/kit/errors.ts'
import { type ServiceConfig, urlHost } from '../config.ts'
import { postJson } from '../net/post-json.ts'
import { loadSecretKey } from '../secrets/secret-key.ts'
import type { RunSummary } from '../views.ts'

/** What a schedule's webhook is sent. Fields are only ever added. */
export interface WebhookPayload {
  /** `test` where someone pressed *Test*: then `run` is made up. */
  event: 'run.failed' | 'test'
  schedule: { id: string; name: string }
  run: {
    id: string
    number: number
    scheduledAt: string
    startedAt: string | null
    finishedAt: string | null
  }
  pipeline: { id: string; name: string; version: number }
  state: RunSummary['state']
  error: (Pick<ErrorReport, 'code' | 'message'> & { nodeId?: string }) | null
  links: { run: string; schedule: string; pipeline: string }
}

export const webhookAddress = z
  .url({ protocol: /^https?$/, error: 'Give an address that begins with http:// or https://.' })
  .max(2_000)

/** Sends to the webhooks of schedules. */
export interface Webhooks {
  /**
   * @throws UserError where another attempt would not help: the address may not be called, or the answer is a refusal.
   * @throws OperationalError where it may: nobody answers, or the answer is an error of theirs.
   */
  send(address: string, payload: WebhookPayload): Promise<void>
  /** Addresses of pages, from their paths. */
  link: (path: string) => string
  /** The key that signs what a schedule sends, in hex. */
  keyOf(scheduleId: string): string
}

type WebhookConfig = Pick<ServiceConfig, 'dataDir' | 'secretKey' | 'allowPrivateAddresses' | 'host' | 'port'>

/** Statuses that ask for another attempt: 408, 425, 429, and what went wrong over there. */
const isPassing = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status)

function toError(error: unknown, address: string): Error {
  if (error instanceof UserError) return error
  const host = new URL(address).host
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  const known: Readonly<Record<string, string>> = {
    ENOTFOUND: 'There is no such host.',
    EAI_AGAIN: 'Its name could not be looked up.',
    ECONNREFUSED: 'It refuses connections.',
    ECONNRESET: 'It broke the connection off.',
  }
  const why = timedOut
    ? 'It took longer than 10 seconds.'
    : (known[code] ?? (error instanceof Error ? error.message : ''))
  return new OperationalError('webhook', `“${host}” did not answer. ${why}`, { cause: error })
}

export function openWebhooks(config: WebhookConfig): Webhooks {
  const base = `http://${urlHost(config.host)}:${config.port}`
  const keyOf = (scheduleId: string) =>
    createHmac('sha256', loadSecretKey(config).bytes).update(`millrace webhook ${scheduleId}`).digest('hex')
  return {
    keyOf,
    link: (path) => `${base}${path}`,
    async send(address, payload) {
      const body = JSON.stringify(payload)
      const signature = createHmac('sha256', keyOf(payload.schedule.id)).update(body).digest('hex')
      const headers = {
        'millrace-event': payload.event,
        'millrace-delivery': payload.run.id,
        'millrace-signature': `sha256=${signature}`,
      }
      const { status } = await postJson(address, body, {
        headers,
        allowPrivate: config.allowPrivateAddresses,
      }).catch((error: unknown) => {
        throw toError(error, address)
      })
      if (status >= 200 && status < 300) return
      const message = `“${new URL(address).host}” answered with status ${status}.`
      if (isPassing(status)) throw new OperationalError('webhook', message)
      const hint =
        status >= 300 && status < 400 ? ' Redirects are not followed: give the address it leads to.' : ''
      throw new UserError('webhook', `${message}${hint}`)
    },
  }
}

/** What is sent about a run. */
export function failurePayload(run: RunSummary, link: Webhooks['link']): WebhookPayload {
  const { schedule, error } = run
  const { id = '', name = '' } = schedule ?? {}
  return {
    event: 'run.failed',
    schedule: { id, name },
    run: {
      id: run.id,
      number: run.number,
      scheduledAt: schedule?.for ?? run.createdAt,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
    },
    pipeline: { id: run.pipelineId, name: run.pipelineName, version: run.version },
    state: run.state,
    error: error && {
      code: error.code,
      message: error.message,
      ...(error.nodeId !== undefined && { nodeId: error.nodeId }),
    },
    links: {
      run: link(`/runs/${run.id}`),
      schedule: link(`/schedules/${id}`),
      pipeline: link(`/pipelines/${run.pipelineId}`),
    },
  }
}
