'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type ReactNode } from 'react'
import type { CollectionView } from '../../../server/views.ts'
import { formatBytes } from '../../canvas/words.ts'
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

interface Retention {
  runDays: number | null
  cacheDays: number | null
  graceHours: number
}

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
          <RetentionForm key={JSON.stringify(data)} saved={data} />
        ) : (
          <Skeleton className="m-4 h-24" />
        )}
        <FreeSpace />
      </div>
    </section>
  )
}

const asNumber = (text: string): number | undefined => {
  const number = Number(text)
  return Number.isInteger(number) && number >= 1 ? number : undefined
}

function Line({ name, help, children }: { name: string; help: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 px-4 py-2.5 sm:grid-cols-[152px_minmax(0,1fr)]">
      <span className="text-ink-2">{name}</span>
      <div className="min-w-0">
        <div className="flex min-h-7 flex-wrap items-center gap-2">{children}</div>
        <p className="text-12 text-ink-3">{help}</p>
      </div>
    </div>
  )
}

function Limit({
  label,
  value,
  fallback,
  onChange,
}: {
  label: string
  value: string | null
  fallback: string
  onChange: (value: string | null) => void
}) {
  const { t } = useT()
  const id = useId()
  return (
    <>
      <Switch
        label={label}
        checked={value !== null}
        onCheckedChange={(on) => onChange(on ? fallback : null)}
      />
      {value === null ? (
        <span className="text-ink-2">{t('For ever')}</span>
      ) : (
        <TextField
          id={id}
          aria-label={`${label}, ${t('days')}`}
          className="w-24"
          inputMode="numeric"
          suffix={<span className="text-12 text-ink-3">{t('days')}</span>}
          invalid={asNumber(value) === undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </>
  )
}

function RetentionForm({ saved }: { saved: Retention }) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const text = (value: number | null) => (value === null ? null : `${value}`)
  const [runDays, setRunDays] = useState(text(saved.runDays))
  const [cacheDays, setCacheDays] = useState(text(saved.cacheDays))
  const [graceHours, setGraceHours] = useState(`${saved.graceHours}`)
  const save = useMutation(
    trpc.maintenance.setRetention.mutationOptions({
      onSuccess: () => toast(t('Saved.'), { tone: 'done' }),
      onError: (error) => toast(t('It was not saved.'), { tone: 'failed', detail: errorMessage(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.maintenance.retention.queryFilter()),
    }),
  )
  const wanted = {
    runDays: runDays === null ? null : asNumber(runDays),
    cacheDays: cacheDays === null ? null : asNumber(cacheDays),
    graceHours: asNumber(graceHours),
  }
  const { runDays: runs, cacheDays: cache, graceHours: grace } = wanted
  const complete = runs !== undefined && cache !== undefined && grace !== undefined
  const changed = JSON.stringify(wanted) !== JSON.stringify(saved)
  return (
    <>
      <Line
        name={t('Runs')}
        help={t(
          'Deleted so long after they ended. The newest of each pipeline, those marked to be kept, pinned ones, and those behind an endpoint stay.',
        )}
      >
        <Limit label={t('Delete old runs')} value={runDays} fallback="90" onChange={setRunDays} />
      </Line>
      <Line
        name={t('Unused results')}
        help={t('Not reused any more where no run has used them for so long.')}
      >
        <Limit
          label={t('Let unused results expire')}
          value={cacheDays}
          fallback="90"
          onChange={setCacheDays}
        />
      </Line>
      <Line
        name={t('Grace period')}
        help={t('What nothing needs any more stays for so long: longer than any node takes.')}
      >
        <TextField
          aria-label={t('Grace period, hours')}
          className="w-24"
          inputMode="numeric"
          suffix={<span className="text-12 text-ink-3">{t('hours')}</span>}
          invalid={grace === undefined}
          value={graceHours}
          onChange={(event) => setGraceHours(event.target.value)}
        />
        {changed && (
          <Button
            size="sm"
            variant="primary"
            disabled={!complete}
            busy={save.isPending}
            onClick={() => complete && save.mutate({ runDays: runs, cacheDays: cache, graceHours: grace })}
          >
            {t('Save')}
          </Button>
        )}
      </Line>
    </>
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
  const { t, message } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const words = useCollectionWords()
  const { data: last } = useQuery(trpc.maintenance.lastCollection.queryOptions())
  const collect = useMutation(
    trpc.maintenance.collect.mutationOptions({
      onSuccess: (view) => {
        if (!view.dryRun) toast(t('Freed: {{what}}', { what: words(view) }), { tone: 'done' })
      },
      onError: (error) =>
        toast(t('No space was freed.'), { tone: 'failed', detail: message(errorMessage(error)) }),
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
