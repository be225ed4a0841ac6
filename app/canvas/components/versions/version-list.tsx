'use client'

import { useQueryClient, useQueries } from '@tanstack/react-query'
import { CalendarClock, ChevronRight, Play, Radio } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { PipelineVersionView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { Select } from '../../../components/select.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { toast } from '../../../components/toast-store.ts'
import { useT } from '../../../i18n/use-t.ts'
import { errorMessage, useTRPC, useTRPCClient } from '../../../trpc.tsx'
import { formatClock, formatDay } from '../../words.ts'
import { pastHref } from './past-href.ts'
import { groupVersions } from './version-groups.ts'
import type { Shown } from './use-past.ts'
import { MessageText } from '../message-text.tsx'

const MOST_RUNS = 3
/** As many as the server tells at a time. */
const PAGE = 200

function useVersions(id: string) {
  const trpc = useTRPC()
  const [befores, setBefores] = useState<(number | undefined)[]>([undefined])
  return useQueries({
    queries: befores.map((before) => trpc.pipelines.versions.queryOptions({ id, ...(before && { before }) })),
    combine: (pages) => {
      const versions = pages.flatMap((page) => page.data ?? [])
      const last = pages.at(-1)?.data
      return {
        versions,
        error: pages.find((page) => page.error)?.error ?? null,
        pending: pages.some((page) => page.isPending),
        older:
          last?.length === PAGE
            ? () => setBefores((asked) => [...asked, versions.at(-1)?.version])
            : undefined,
      }
    },
  })
}

function NameField({ id, version }: { id: string; version: PipelineVersionView }) {
  const { t } = useT()
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [text, setText] = useState(version.name ?? '')
  const save = async (): Promise<void> => {
    if (text.trim() === (version.name ?? '')) return
    try {
      await client.pipelines.nameVersion.mutate({ id, version: version.version, name: text })
      await queryClient.invalidateQueries({ queryKey: trpc.pipelines.versions.pathKey() })
    } catch (error) {
      toast(t('The name was not saved.'), {
        tone: 'failed',
        detail: errorMessage(error instanceof Error ? error : new Error(String(error))),
      })
    }
  }
  return (
    <form
      className="px-2 pb-2"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField
        size="sm"
        maxLength={120}
        aria-label={t('Name of version {{version}}', { version: version.version })}
        placeholder={t('Name this version')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => void save()}
      />
    </form>
  )
}

function Uses({ id, version }: { id: string; version: PipelineVersionView }) {
  const { t } = useT()
  const { runs, schedules, endpoints } = version
  if (runs.length + schedules.length + endpoints.length === 0) return null
  return (
    <p className="version-uses">
      {runs.slice(0, MOST_RUNS).map((run) => (
        <Link
          key={run.id}
          href={pastHref(id, { run: run.id })}
          title={t('Open run {{number}} as it was', { number: run.number })}
        >
          <Play aria-hidden />
          {t('Run {{number}}', { number: run.number })}
        </Link>
      ))}
      {runs.length > MOST_RUNS && <span>{t('{{count}} more', { count: runs.length - MOST_RUNS })}</span>}
      {schedules.map((name) => (
        <span key={name}>
          <CalendarClock aria-hidden />
          {name}
        </span>
      ))}
      {endpoints.map((name) => (
        <span key={name}>
          <Radio aria-hidden />
          {name}
        </span>
      ))}
    </p>
  )
}

function Item({
  shown,
  version,
  folded = false,
}: {
  shown: Shown
  version: PipelineVersionView
  folded?: boolean
}) {
  const { t, message } = useT()
  const current = version.version === shown.drawing.version
  const details = [
    version.changes === null
      ? t('{{count}} nodes', { count: version.nodeCount })
      : t('{{count}} changes', { count: version.changes }),
    version.label === null ? null : message(version.label),
    version.version === shown.newest ? t('the newest') : null,
  ]
  return (
    <li className={`version-item ${folded ? 'is-folded' : ''}`} data-current={current}>
      <Link
        href={pastHref(shown.pipelineId, { version: version.version })}
        aria-current={current ? 'true' : undefined}
      >
        <span className="flex items-baseline gap-2">
          <span className="w-8 shrink-0 font-strong">v{version.version}</span>
          <span className="min-w-0 flex-1 truncate">{version.name ?? formatDay(version.createdAt)}</span>
          <span className="text-12 text-ink-2">{formatClock(version.createdAt)}</span>
        </span>
        <span className="block truncate pl-10 text-12 text-ink-2">{details.filter(Boolean).join(' · ')}</span>
      </Link>
      <Uses id={shown.pipelineId} version={version} />
      {current && !shown.against && (
        <NameField key={version.version} id={shown.pipelineId} version={version} />
      )}
    </li>
  )
}

/** All versions, thinned out for reading; one is looked at, and held against another. */
export function VersionList({ shown }: { shown: Shown }) {
  const { t } = useT()
  const router = useRouter()
  const [filter, setFilter] = useState<'all' | 'named'>('all')
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set())
  const { versions, error, pending, older } = useVersions(shown.pipelineId)
  const groups =
    filter === 'named'
      ? versions.filter(({ name }) => name !== null).map((version) => ({ version, autosaves: [] }))
      : groupVersions(versions)
  const { version } = shown.drawing
  const options = versions
    .filter((other) => other.version !== version)
    .map((other) => ({
      value: String(other.version),
      label: `v${other.version} · ${other.name ?? `${formatDay(other.createdAt)}, ${formatClock(other.createdAt)}`}`,
    }))
  return (
    <aside aria-label={t('Versions')} className="version-panel">
      <header className="flex flex-col gap-2 p-3">
        <div className="flex items-center gap-2">
          <h2 className="flex-1 text-14 font-title">{t('Versions')}</h2>
          <Segmented
            label={t('Which versions')}
            value={filter}
            onValueChange={setFilter}
            options={[
              { value: 'all', label: t('All') },
              { value: 'named', label: t('Named') },
            ]}
          />
        </div>
        <label htmlFor="compare-with" className="text-12 text-ink-2">
          {t('Compare version {{version}} with', { version })}
        </label>
        <Select
          id="compare-with"
          value={shown.against ? String(shown.against.version) : ''}
          onValueChange={(value) =>
            router.push(
              pastHref(shown.pipelineId, { version, ...(value !== '' && { against: Number(value) }) }),
            )
          }
          options={[{ value: '', label: t('no other') }, ...options]}
        />
      </header>
      {error && (
        <p className="px-3 text-failed">
          <MessageText>{errorMessage(error)}</MessageText>
        </p>
      )}
      <ol className="version-list">
        {groups.map(({ version: shownVersion, autosaves }) => {
          const isOpen = unfolded.has(shownVersion.version)
          return [
            <Item key={shownVersion.version} shown={shown} version={shownVersion} />,
            autosaves.length > 0 && (
              <li key={`fold ${shownVersion.version}`}>
                <button
                  type="button"
                  aria-expanded={isOpen}
                  className="version-fold"
                  onClick={() =>
                    setUnfolded((before) => {
                      const next = new Set(before)
                      if (!next.delete(shownVersion.version)) next.add(shownVersion.version)
                      return next
                    })
                  }
                >
                  <ChevronRight aria-hidden size={12} />
                  {t('{{count}} autosaves', { count: autosaves.length })}
                </button>
              </li>
            ),
            ...(isOpen || autosaves.some((autosave) => autosave.version === version)
              ? autosaves.map((autosave) => (
                  <Item key={autosave.version} shown={shown} version={autosave} folded />
                ))
              : []),
          ]
        })}
      </ol>
      {!pending && groups.length === 0 && (
        <p className="px-3 text-12 text-ink-2">
          {t('No version has a name yet. Choose one of all, and name it.')}
        </p>
      )}
      {older && (
        <Button variant="quiet" className="m-2" busy={pending} onClick={older}>
          {t('Show older versions')}
        </Button>
      )}
    </aside>
  )
}
