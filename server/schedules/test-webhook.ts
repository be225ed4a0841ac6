import { z } from 'zod'
import type { Database } from '../../drizzle/client.ts'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import type { ServiceConfig } from '../config.ts'
import { checkAddress } from '../net/guard-address.ts'
import type { WebhookTest } from '../views.ts'
import { requireSchedule } from './schedules.ts'
import { testPayload } from './tell-of-run.ts'
import { openWebhooks, webhookAddress } from './webhook.ts'

interface Deps {
  db: Database
  config: ServiceConfig
}

/** A schedule with the webhook it has, or an address that is not saved yet; a new schedule has no id. */
export const webhookTest = z.object({ id: z.string().optional(), webhook: webhookAddress.optional() })

/**
 * Passes for a webhook that may be called, for none, and for the one that the schedule has already.
 * @throws UserError `private_address`
 */
export async function checkWebhook(
  { db, config }: Deps,
  { id, webhook }: { id?: string; webhook?: string | null | undefined },
): Promise<void> {
  if (!webhook) return
  const saved = id === undefined ? undefined : await requireSchedule(db, id)
  if (webhook === saved?.schedule.webhook) return
  await checkAddress(webhook, { allowPrivate: config.allowPrivateAddresses })
}

/** Sends a made-up failure once, now, and says how that went. */
export async function testWebhook(
  { db, config }: Deps,
  { id, webhook }: z.output<typeof webhookTest>,
): Promise<WebhookTest> {
  const saved = id === undefined ? undefined : await requireSchedule(db, id)
  const address = webhook ?? saved?.schedule.webhook
  if (!address)
    throw new UserError('no_webhook', 'The schedule has no webhook: give an address.', { field: 'webhook' })
  const webhooks = openWebhooks(config)
  const schedule = saved
    ? { ...saved.schedule, pipelineName: saved.pipelineName }
    : { id: 'test', name: 'Test', pipelineId: 'test', pipelineName: 'Test' }
  try {
    await webhooks.send(address, testPayload(schedule, webhooks.link))
    return { ok: true, error: null }
  } catch (error) {
    if (error instanceof UserError || error instanceof OperationalError)
      return { ok: false, error: error.message }
    throw error
  }
}

/** The key that signs what a schedule sends, in hex. */
export async function getSigningKey({ db, config }: Deps, id: string): Promise<{ key: string }> {
  await requireSchedule(db, id)
  return { key: openWebhooks(config).keyOf(id) }
}
