'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type ReactNode } from 'react'
import type { CollectionView, RetentionView } from '../../../server/views.ts'
import { formatBytes, formatCount } from '../../canvas/words.ts'
import { StateBadge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { ErrorNotice } from '../../components/notice.tsx'
import { SectionTitle } from '../../components/page-header.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Switch } from '../../components/switch.tsx'
import { TextField } from '../../components/text-field.tsx'
import { toast } from '../../components/toast-store.ts'
import { formatWhen } from '../../components/when.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { draftOf, MOST, readDraft, type RetentionDraft } from './retention-form.ts'

/** How long runs and results are kept, and the freeing of space by hand. */
export function RetentionSection() {
  const { t } = useT()
  const trpc = useTRPC()
  const { data, error } = useQuery(trpc.maintenance.retention.queryOptions())
  return (
    <section aria-label={t('Storage')}>
      <SectionTitle note={t('what is deleted by itself, and when')}>{t('Storage')}</SectionTitle>
      <div className="divide-y divide-line rounded-md border border-line bg-surface">
        {error && !data ? (
          <ErrorNotice title={t('The settings could not be read.')} detail={errorMessage(error)} />
        ) : data ? (
          <RetentionForm saved={data} />
        ) : (
          <Skeleton className="m-4 h-24" />
        )}
        <FreeSpace />
      </div>
    </section>
  )
}

/** A setting: its name, its fields, and below them what it means or what is wrong. */
function Line({
  name,
  help,
  error,
  children,
}: {
  name: string
  help: string
  error?: { id: string; text: string } | undefined
  children: ReactNode
}) {
  return (
    <div className="grid gap-x-4 px-4 py-2.5 sm:grid-cols-[152px_minmax(0,1fr)]">
      <span className="text-ink-2">{name}</span>
      <div className="min-w-0">
        <div className="flex min-h-7 flex-wrap items-center gap-2">{children}</div>
        {error && (
          <p id={error.id} role="alert" className="mt-0.5 text-12 text-failed">
            {error.text}
          </p>
        )}
        <p className="mt-0.5 text-12 text-ink-3">{help}</p>
      </div>
    </div>
  )
}

interface LimitProps {
  /** In the form. */
  field: keyof RetentionDraft
  name: string
  help: string
  /** What it does when it is on, and what holds when it is off; always on where these are missing. */
  act?: string
  off?: string
  unit: string
  /** Stands after the number: from when on it counts. */
  since: string
  value: string | null
  wrong: boolean
  onChange: (value: string | null) => void
}

/** So many days where a limit is turned on. */
const START = '90'

function Limit({ field, name, help, act, off, unit, since, value, wrong, onChange }: LimitProps) {
  const { t } = useT()
  const id = useId()
  const error = wrong
    ? {
        id: `${id}-error`,
        text: t('Write a whole number from 1 to {{most}}.', { most: formatCount(MOST[field]) }),
      }
    : undefined
  return (
    <Line name={name} help={help} error={error}>
      {act !== undefined && (
        <>
          <Switch id={id} checked={value !== null} onCheckedChange={(on) => onChange(on ? START : null)} />
          <label htmlFor={id}>{act}</label>
        </>
      )}
      {value === null ? (
        <span className="text-ink-3">{off}</span>
      ) : (
        <>
          <TextField
            aria-label={`${name}, ${unit}`}
            aria-describedby={error?.id}
            className="w-24"
            inputMode="numeric"
            suffix={unit}
            invalid={wrong}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className="text-ink-2">{since}</span>
        </>
      )}
    </Line>
  )
}

function RetentionForm({ saved }: { saved: RetentionView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  /** Null while nothing was touched: then it follows what is saved. */
  const [touched, setTouched] = useState<RetentionDraft | null>(null)
  const draft = touched ?? draftOf(saved)
  const { changed, wrong, wanted } = readDraft(draft, saved)
  const save = useMutation(
    trpc.maintenance.setRetention.mutationOptions({
      onSuccess: (now) => {
        queryClient.setQueryData(trpc.maintenance.retention.queryKey(), now)
        setTouched(null)
        toast(t('The limits are saved.'), { tone: 'done' })
      },
      onError: (error) =>
        toast(t('The limits were not saved.'), { tone: 'failed', detail: errorMessage(error) }),
    }),
  )
  const limit = (field: keyof RetentionDraft) => ({
    field,
    value: draft[field],
    wrong: wrong.includes(field),
    onChange: (value: string | null) => {
      save.reset()
      setTouched({ ...draft, [field]: value })
    },
  })
  return (
    <form
      aria-label={t('How long things are kept')}
      className="divide-y divide-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (changed && wanted) save.mutate(wanted)
      }}
    >
      <Limit
        {...limit('runDays')}
        name={t('Old runs')}
        act={t('Delete them')}
        off={t('Off: every run is kept.')}
        unit={t('days')}
        since={t('after they ended')}
        help={t(
          'Some always stay: the newest run of each pipeline, runs that you marked Keep, and those that a node is pinned to, an endpoint answers from, or a model with an alias came from.',
        )}
      />
      <Limit
        {...limit('cacheDays')}
        name={t('Results for reuse')}
        act={t('Forget them')}
        off={t('Off: all can be reused.')}
        unit={t('days')}
        since={t('after a run last used them')}
        help={t(
          'A run takes over what an earlier one made from the same data and settings. What is forgotten is computed again when it is needed; the runs that made it still show it.',
        )}
      />
      <Limit
        {...limit('graceHours')}
        name={t('Leftover files')}
        unit={t('hours')}
        since={t('until they are deleted')}
        help={t(
          'Files that no run, data set or model needs any more. Make it longer than your slowest node takes.',
        )}
      />
      <div className="flex min-h-11 flex-wrap items-center gap-2 px-4 py-2 sm:pl-[184px]">
        <Button
          type="submit"
          size="sm"
          variant="primary"
          disabled={!changed || wanted === undefined}
          busy={save.isPending}
        >
          {t('Save')}
        </Button>
        {changed && (
          <>
            <Button size="sm" variant="quiet" disabled={save.isPending} onClick={() => setTouched(null)}>
              {t('Discard changes')}
            </Button>
            <StateBadge state="warning">{t('Not saved yet')}</StateBadge>
          </>
        )}
        {!changed && save.isSuccess && <StateBadge state="done">{t('All is saved')}</StateBadge>}
      </div>
    </form>
  )
}

/** What a collection took away, or would. */
function useCollectionWords(): (view: CollectionView) => string {
  const { t } = useT()
  return (view) =>
    [
      t('{{count}} files', { count: view.blobs }),
      formatBytes(view.bytes),
      ...(view.deletedRuns > 0 ? [t('{{count}} runs', { count: view.deletedRuns })] : []),
      ...(view.expiredEntries > 0 ? [t('{{count}} unused results', { count: view.expiredEntries })] : []),
    ].join(' · ')
}

function FreeSpace() {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const words = useCollectionWords()
  const { data: last } = useQuery(trpc.maintenance.lastCollection.queryOptions())
  const collect = useMutation(
    trpc.maintenance.collect.mutationOptions({
      onSuccess: (view) => {
        if (!view.dryRun) toast(t('Freed: {{what}}', { what: words(view) }), { tone: 'done' })
      },
      onError: (error) => toast(t('No space was freed.'), { tone: 'failed', detail: errorMessage(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.maintenance.lastCollection.queryFilter()),
    }),
  )
  const counted = collect.data?.dryRun ? collect.data : undefined
  return (
    <Line
      name={t('Space')}
      help={
        last
          ? t('Freed by itself every few hours. Last time, {{when}}: {{what}}; {{kept}} are in use.', {
              when: formatWhen(last.at),
              what: words(last),
              kept: formatBytes(last.keptBytes),
            })
          : t('Freed by itself every few hours.')
      }
    >
      <Button size="sm" busy={collect.isPending} onClick={() => collect.mutate({ dryRun: true })}>
        {t('See what can go')}
      </Button>
      <Button size="sm" busy={collect.isPending} onClick={() => collect.mutate({})}>
        {t('Free it now')}
      </Button>
      {counted && (
        <output className="text-12 text-ink-2">{t('Can go: {{what}}', { what: words(counted) })}</output>
      )}
    </Line>
  )
}
