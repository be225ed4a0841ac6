'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { useId, useState } from 'react'
import type { ApprovalView } from '../../server/views.ts'
import { findMainMetric, formatFigure, metricTitle } from '../canvas/words.ts'
import { msg } from '../i18n/msg.ts'
import { useT } from '../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../trpc.tsx'
import { StateBadge } from './badge.tsx'
import { Button } from './button.tsx'
import { TextField } from './text-field.tsx'
import { toast } from './toast-store.ts'
import { formatWhen } from './when.ts'

/** What a run asks a person, with the two answers. */
export function ApprovalForm({ approval }: { approval: ApprovalView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [comment, setComment] = useState('')
  const id = useId()
  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({
      onSuccess: (_, { decision }) =>
        toast(
          decision === 'approved'
            ? t('Approved. The run goes on.')
            : t('Rejected. The run goes on without it.'),
          {
            tone: 'done',
          },
        ),
      onError: (error) =>
        toast(t('The decision was not taken.'), { tone: 'failed', detail: errorMessage(error) }),
      onSettled: () =>
        Promise.all(
          [trpc.approvals.pathFilter(), trpc.runs.list.pathFilter(), trpc.runs.countWaiting.pathFilter()].map(
            (stale) => queryClient.invalidateQueries(stale),
          ),
        ),
    }),
  )
  const answer = (decision: 'approved' | 'rejected') =>
    decide.mutate({ runId: approval.runId, nodeId: approval.nodeId, decision, comment })
  return (
    <div className="grid gap-2 rounded-md border border-line bg-surface p-3">
      <p className="font-strong text-13 whitespace-pre-wrap">{approval.question}</p>
      <About approval={approval} />
      <label htmlFor={id} className="sr-only">
        {t('Comment')}
      </label>
      <TextField
        id={id}
        placeholder={t('Comment, if you like')}
        maxLength={2_000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" busy={decide.isPending} onClick={() => answer('approved')}>
          <Check aria-hidden />
          {t('Approve')}
        </Button>
        <Button disabled={decide.isPending} onClick={() => answer('rejected')}>
          <X aria-hidden />
          {t('Reject')}
        </Button>
        {approval.deadlineAt !== null && (
          <span className="text-12 text-ink-3">
            {t('Decides itself {{when}}', { when: formatWhen(approval.deadlineAt) })}
          </span>
        )}
      </div>
    </div>
  )
}

/** How a decision was made, as it is recorded. */
const ways: Readonly<Record<string, string>> = {
  page: msg('on the page'),
  cli: msg('on the command line'),
  api: msg('through the API'),
  deadline: msg('by the deadline, as nobody decided'),
}

/** Figures that matter before the rest, at most so many of each thing. */
const FIGURES = 4

/** Figures with the one first that says most. */
function foremost(metrics: Readonly<Record<string, number>>): [name: string, value: number][] {
  const main = findMainMetric(metrics)
  const rest = Object.entries(metrics).filter(([name]) => name !== main?.[0])
  return main ? [main, ...rest] : rest
}

/** What the decision is about: what is connected to the node that asks. */
function About({ approval: { about } }: { approval: ApprovalView }) {
  const { t } = useT()
  if (about.length === 0) return null
  return (
    <dl className="grid gap-1.5 text-13">
      {about.map(({ nodeId, title, metrics, rows }) => (
        <div key={nodeId} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5">
          <dt className="font-strong text-ink-2">{t(title)}</dt>
          {rows !== null && <dd className="text-ink-2">{t('{{count}} rows', { count: rows })}</dd>}
          {foremost(metrics)
            .slice(0, FIGURES)
            .map(([name, value]) => (
              <dd key={name}>
                <span className="text-ink-3">{metricTitle(name)}</span>{' '}
                <span className="font-strong tabular-nums">{formatFigure(value)}</span>
              </dd>
            ))}
        </div>
      ))}
    </dl>
  )
}

/** What was asked, and how it was decided: by what way, when, and why. */
export function DecisionLine({ approval }: { approval: ApprovalView }) {
  const { t } = useT()
  const { state, question, decidedBy, decidedAt, comment } = approval
  return (
    <div className="grid gap-1 rounded-md border border-line bg-surface p-3 text-13">
      <p className="font-strong whitespace-pre-wrap">{question}</p>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
        {state === 'approved' ? (
          <StateBadge state="done">{t('Approved')}</StateBadge>
        ) : (
          <StateBadge state="cancelled">{t('Rejected')}</StateBadge>
        )}
        {decidedBy !== null && t(ways[decidedBy] ?? decidedBy)}
        {decidedAt !== null && <span className="text-ink-3">{formatWhen(decidedAt)}</span>}
      </p>
      {comment !== null && <p className="break-words text-ink-2">“{comment}”</p>}
    </div>
  )
}
