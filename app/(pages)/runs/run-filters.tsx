'use client'

import { useQuery } from '@tanstack/react-query'
import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import type { RunFilter } from '../../../server/runs/run-filter.ts'
import { SearchField } from '../../components/search-field.tsx'
import { Select } from '../../components/select.tsx'
import { stateWords, visualStateOf } from '../../components/states.ts'
import { msg } from '../../i18n/msg.ts'
import { useT } from '../../i18n/use-t.ts'
import { useTRPC } from '../../trpc.tsx'

const states = [
  'queued',
  'running',
  'waiting',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies RunFilter['state'][]
const triggers = {
  page: msg('Page'),
  api: msg('API'),
  cli: msg('Command line'),
  schedule: msg('Schedule'),
} as const
const times = {
  '1h': { title: msg('Last hour'), hours: 1 },
  '24h': { title: msg('Last 24 hours'), hours: 24 },
  '7d': { title: msg('Last 7 days'), hours: 168 },
  '30d': { title: msg('Last 30 days'), hours: 720 },
} as const

const oneOf = <T extends string>(value: string | null, all: readonly T[]): T | undefined =>
  all.find((one) => one === value)

const keysOf = <T extends object>(all: T) => Object.keys(all) as (keyof T & string)[]

/** Which runs are wanted, as it stands in the address, so that it can be sent to someone. */
export function useRunFilter() {
  const params = useSearchParams()
  const path = usePathname()
  const set = (name: string, value: string): void => {
    const next = new URLSearchParams(window.location.search)
    if (value === '') next.delete(name)
    else next.set(name, value)
    history.replaceState(null, '', next.size > 0 ? `${path}?${next}` : path)
  }
  const wanted = {
    state: oneOf(params.get('state'), states),
    trigger: oneOf(params.get('trigger'), keysOf(triggers)),
    pipelineId: params.get('pipeline') ?? undefined,
    scheduleId: params.get('schedule') ?? undefined,
    text: params.get('text') ?? undefined,
  }
  const time = oneOf(params.get('time'), keysOf(times))
  return {
    wanted,
    time,
    isFiltered: time !== undefined || Object.values(wanted).some((value) => value !== undefined),
    set,
    clear: () => history.replaceState(null, '', path),
  }
}
export type RunFilterState = ReturnType<typeof useRunFilter>

/** The time from which on runs are wanted, as of now. */
export const sinceOf = (time: RunFilterState['time']): string | undefined =>
  time && new Date(Date.now() - times[time].hours * 3_600_000).toISOString()

/** How long typing has to rest before the list is asked for. */
const REST_MS = 250

function TextFilter({ value, onValueChange }: { value: string; onValueChange: (text: string) => void }) {
  const { t } = useT()
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onValueChange(text.trim()), REST_MS)
    return () => clearTimeout(timer)
  })
  return (
    <SearchField
      value={text}
      onValueChange={setText}
      label={t('Search runs')}
      className="w-52 max-sm:w-full"
    />
  )
}

/** Fields over the list of runs. */
export function RunFilters({ filter }: { filter: RunFilterState }) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data: pipelines } = useQuery(trpc.pipelines.list.queryOptions())
  const { wanted, time, set } = filter
  const select = (
    name: string,
    label: string,
    value: string | undefined,
    options: readonly { value: string; label: string }[],
    className: string,
  ) => (
    <Select
      label={label}
      className={`${className} max-sm:min-w-36 max-sm:flex-1`}
      value={value ?? ''}
      onValueChange={(next) => set(name, next)}
      options={options}
    />
  )
  return (
    <search aria-label={t('Filter runs')} className="mb-3 flex flex-wrap gap-2">
      <TextFilter
        key={wanted.text === undefined ? 'none' : 'some'}
        value={wanted.text ?? ''}
        onValueChange={(text) => set('text', text)}
      />
      {select(
        'pipeline',
        t('Pipeline'),
        wanted.pipelineId,
        [
          { value: '', label: t('All pipelines') },
          ...(pipelines ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ],
        'w-48',
      )}
      {select(
        'state',
        t('State'),
        wanted.state,
        [
          { value: '', label: t('All states') },
          ...states.map((one) => ({ value: one, label: t(stateWords[visualStateOf(one)]) })),
        ],
        'w-44',
      )}
      {select(
        'trigger',
        t('Started by'),
        wanted.trigger,
        [
          { value: '', label: t('Started anyhow') },
          ...keysOf(triggers).map((one) => ({ value: one, label: t(triggers[one]) })),
        ],
        'w-36',
      )}
      {select(
        'time',
        t('Time'),
        time,
        [
          { value: '', label: t('Any time') },
          ...keysOf(times).map((one) => ({ value: one, label: t(times[one].title) })),
        ],
        'w-36',
      )}
    </search>
  )
}
