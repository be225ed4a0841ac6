'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { ScheduleView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import {
  catchUpTitles,
  deliveryWords,
  formatDue,
  notedWords,
  overlapTitles,
  restingWords,
} from '../../../components/schedule/schedule-words.ts'
import { formatMoment, formatWhen } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { MessageText } from '../../../canvas/components/message-text.tsx'

interface ScheduleFactsProps {
  schedule: ScheduleView
  stopping: boolean
  onStopBackfill: () => void
}

/** How a schedule is set, and how it stands. */
export function ScheduleFacts({ schedule, stopping, onStopBackfill }: ScheduleFactsProps) {
  const { t } = useT()
  const { timing, nextTimes, note, noted, paused, jitterSeconds, startsAt, endsAt, backfill } = schedule
  const resting = restingWords(schedule)
  const inputs = Object.entries(schedule.inputs)
  return (
    <section aria-label={t('How it is set')} className="rounded-md border border-line bg-surface px-4 py-3">
      <h2 className="mb-2 text-13">{t('How it is set')}</h2>
      <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-2 gap-y-1.5">
        <Fact name={t('Next times')}>
          {resting === undefined ? (
            <ol className="grid gap-0.5">
              {nextTimes.map((time) => (
                <li key={time}>
                  <time dateTime={time}>{formatDue(new Date(time), timing)}</time>
                </li>
              ))}
            </ol>
          ) : (
            <span className="break-words">{resting}</span>
          )}
          {jitterSeconds > 0 && (
            <p className="text-12 text-ink-3">
              {t('Each up to {{count}} seconds later.', { count: jitterSeconds })}
            </p>
          )}
          {!paused && note !== '' && <p className="break-words text-ink-2">{note}</p>}
          {noted && <p className="text-12 text-ink-3">{notedWords(noted.by, formatWhen(noted.at))}</p>}
        </Fact>
        <Fact name={t('Drawing')}>
          <Link
            href={`/pipelines/${schedule.pipelineId}`}
            className="font-strong text-accent-ink hover:underline"
          >
            {schedule.pipelineName}
          </Link>
          <span className="text-ink-2">
            {' '}
            {schedule.pipelineVersion === null ? t('the newest at the time') : `v${schedule.pipelineVersion}`}
          </span>
        </Fact>
        {inputs.length > 0 && (
          <Fact name={t('Values')}>
            {inputs.map(([name, value]) => (
              <p key={name} className="truncate">
                {name} <span className="font-mono text-12 text-ink-2">{String(value)}</span>
              </p>
            ))}
          </Fact>
        )}
        <Fact name={t('If one is running')}>{t(overlapTitles[schedule.overlap])}</Fact>
        {timing.kind !== 'data' && (
          <Fact name={t('Catching up')}>
            {catchUpTitles[schedule.catchUpSeconds] === undefined
              ? t('{{count}} seconds', { count: schedule.catchUpSeconds })
              : t(catchUpTitles[schedule.catchUpSeconds] ?? '')}
          </Fact>
        )}
        {startsAt !== null && <Fact name={t('Not before')}>{formatMoment(startsAt)}</Fact>}
        {endsAt !== null && <Fact name={t('Not after')}>{formatMoment(endsAt)}</Fact>}
        {backfill && (
          <Fact name={t('Past times')}>
            <p>
              {backfill.endedAt === undefined
                ? t('{{count}} times are being run', { count: backfill.count })
                : t('{{count}} times were run', { count: backfill.count })}
            </p>
            <p className="text-12 text-ink-3">
              {formatDue(new Date(backfill.from), timing)} – {formatDue(new Date(backfill.to), timing)}
            </p>
            {backfill.endedAt === undefined && (
              <Button size="sm" className="mt-1" busy={stopping} onClick={onStopBackfill}>
                {t('Stop')}
              </Button>
            )}
          </Fact>
        )}
        {schedule.webhook !== null && <WebhookFacts schedule={schedule} webhook={schedule.webhook} />}
      </dl>
    </section>
  )
}

function WebhookFacts({ schedule, webhook }: { schedule: ScheduleView; webhook: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data } = useQuery(trpc.schedules.signingKey.queryOptions({ id: schedule.id }))
  const { delivery } = schedule
  return (
    <>
      <Fact name={t('Webhook')}>
        <p className="truncate font-mono text-12" title={webhook}>
          {webhook}
        </p>
        {delivery ? (
          <>
            <p className={delivery.state === 'delivered' ? 'text-ink-2' : 'text-failed'}>
              {deliveryWords(delivery)}, {formatWhen(delivery.at)}
            </p>
            {delivery.error !== undefined && (
              <p className="text-12 break-words text-ink-3">
                <MessageText>{delivery.error}</MessageText>
              </p>
            )}
          </>
        ) : (
          <p className="text-ink-3">{t('Nothing to tell yet')}</p>
        )}
      </Fact>
      {data && (
        <Fact name={t('Signing key')}>
          <span className="flex items-center gap-1">
            <span className="truncate font-mono text-12 text-ink-2">{data.key.slice(0, 8)}…</span>
            <CopyButton text={data.key} label={t('Copy the signing key')} />
          </span>
        </Fact>
      )}
    </>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-ink-3">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </>
)
