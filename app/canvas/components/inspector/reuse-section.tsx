'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useMemo, type ReactNode } from 'react'
import type { ReuseView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { formatWhen } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { useClearCache } from '../../hooks/use-clear-cache.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { togglePin } from '../../store/pins.ts'
import { stalenessCall } from '../../store/run-slice.ts'
import { changedValues, shortValue } from '../../store/staleness.ts'
import { MessageText } from '../message-text.tsx'

interface Change {
  title: string
  before?: unknown
  after?: unknown
}

/** Settings with their old and new values. */
function Changes({ changes }: { changes: readonly Change[] }) {
  const { t } = useT()
  if (changes.length === 0) return null
  return (
    <ul className="mt-1 grid gap-0.5 text-12">
      {changes.map(({ title, before, after }) => (
        <li key={title} className="flex flex-wrap gap-x-1.5">
          <span className="text-ink-2">{t(title)}</span>
          <span>
            <s className="text-ink-3">{shortValue(before)}</s> → <b>{shortValue(after)}</b>
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Why the result shown is out of date, with what was changed; nothing where it is current. */
export function StaleNotice({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const document = useCanvas((state) => state.document)
  const ran = useCanvas((state) => state.ran)
  const live = useCanvas((state) => state.live)
  const backend = useCanvas((state) => state.backend)
  const reason = useCanvas((state) => state.stale[nodeId])
  const changes = useMemo(() => {
    const call = reason === undefined ? null : stalenessCall({ document, ran, live, backend })
    return call ? changedValues(call, nodeId) : []
  }, [document, ran, live, backend, reason, nodeId])
  if (reason === undefined || !live) return null
  return (
    <div className="mb-3">
      <p className="text-12 text-stale">
        <MessageText>{reason}</MessageText>
        {'. '}
        {t('These are the results of run {{number}}.', { number: live.run.number })}
      </p>
      <Changes changes={changes} />
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

function MadeIn({ madeIn }: Pick<ReuseView, 'madeIn'>) {
  const { t } = useT()
  const { runId, number, pipelineName, at } = madeIn
  if (number === null) return t('a run that was deleted')
  return (
    <>
      <Link href={`/runs/${runId}`} className="font-strong text-accent-ink hover:underline">
        {t('Run {{number}} of {{name}}', { number, name: pipelineName ?? '' })}
      </Link>
      {at !== null && <span className="text-ink-2">, {formatWhen(at)}</span>}
    </>
  )
}

interface WhyMadeProps {
  asked: boolean
  since: { number: number; reasons: readonly string[]; changes: readonly Change[] } | null
}

function WhyMade({ asked, since }: WhyMadeProps) {
  const { t } = useT()
  if (asked) return t('that was asked for')
  if (!since) return t('it had no earlier result here')
  if (since.reasons.length === 0)
    return t('the result of run {{number}} was not kept', { number: since.number })
  return (
    <>
      {since.reasons.map((reason) => (
        <p key={reason}>
          <MessageText>{reason}</MessageText>
        </p>
      ))}
      <Changes changes={since.changes} />
    </>
  )
}

/** Where the result of a node came from, and what later runs do with it. */
export function ReuseSection({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const store = useCanvasStore()
  const trpc = useTRPC()
  const clearCache = useClearCache()
  const runId = useCanvas((state) => state.live?.run.id)
  const state = useCanvas(({ live }) => live?.nodes[nodeId]?.state)
  const pinned = useCanvas(({ document }) =>
    document.nodes.some(({ id, pin }) => id === nodeId && pin !== undefined),
  )
  const isMade = state === 'succeeded' || state === 'cached'
  const { data: reuse } = useQuery(
    trpc.runs.reuse.queryOptions({ id: runId ?? '', nodeId }, { enabled: isMade && runId !== undefined }),
  )
  if (!isMade || !reuse) return null
  return (
    <section aria-label={t('Where this comes from')} className="form-section mt-4">
      <h3 className="form-heading">{t('Where this comes from')}</h3>
      <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-y-1 text-12">
        <Fact name={reuse.pinned ? t('Pinned to') : reuse.reused ? t('Reused from') : t('Made in')}>
          <MadeIn madeIn={reuse.madeIn} />
        </Fact>
        {!reuse.reused && (
          <Fact name={t('Made, since')}>
            <WhyMade asked={reuse.asked} since={reuse.since} />
          </Fact>
        )}
        <Fact name={t('Later runs')}>{reuse.isKept ? t('may reuse it') : t('make it again')}</Fact>
        {reuse.cacheKey !== null && (
          <Fact name={t('Key')}>
            <span className="flex items-center gap-1">
              <span className="font-mono" title={reuse.cacheKey}>
                {reuse.cacheKey.slice(0, 16)}
              </span>
              <CopyButton text={reuse.cacheKey} label={t('Copy the key')} />
            </span>
          </Fact>
        )}
      </dl>
      <div className="mt-2 flex flex-wrap gap-1.5">
        <Button size="sm" onClick={() => togglePin(store)}>
          {pinned ? t('Unpin') : t('Pin its output')}
        </Button>
        {reuse.isKept && (
          <Button size="sm" onClick={() => void clearCache(nodeId)}>
            {t('Forget its results')}
          </Button>
        )}
      </div>
    </section>
  )
}
