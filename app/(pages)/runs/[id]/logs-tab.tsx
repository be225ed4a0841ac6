'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { plainMessage } from '../../../canvas/components/message-text.tsx'
import { isRunActive, type LiveRun, type LogLine } from '../../../canvas/store/live-run.ts'
import { formatClock, formatCount } from '../../../canvas/words.ts'
import { downloadText } from '../../../components/charts/download.ts'
import { Button } from '../../../components/button.tsx'
import { cn } from '../../../components/cn.ts'
import { Highlight } from '../../../components/highlight.tsx'
import { SearchField } from '../../../components/search-field.tsx'
import { Select } from '../../../components/select.tsx'
import { levelWords } from '../../../components/states.ts'
import { useT } from '../../../i18n/use-t.ts'
import { msg } from '../../../i18n/msg.ts'

type Level = 'all' | 'warn' | 'error'

const levels = [
  { value: 'all', label: msg('All levels') },
  { value: 'warn', label: msg('Warnings and errors') },
  { value: 'error', label: msg('Errors') },
] as const

const LINE = 20

/** What the nodes said, newest at the end. */
export function LogsTab({ live }: { live: LiveRun }) {
  const { t } = useT()
  const [search, setSearch] = useState('')
  const [level, setLevel] = useState<Level>('all')
  const [nodeId, setNodeId] = useState('')
  const titles = useMemo(() => new Map(live.planNodes.map((node) => [node.id, node.title])), [live.planNodes])
  const lines = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    return live.logs.filter(
      (line) =>
        (nodeId === '' || line.nodeId === nodeId) &&
        (level === 'all' || line.level === 'error' || line.level === level) &&
        (wanted === '' ||
          line.message.toLowerCase().includes(wanted) ||
          plainMessage(line.message).toLowerCase().includes(wanted) ||
          titleIn(titles, line, t).toLowerCase().includes(wanted)),
    )
  }, [live.logs, titles, search, level, nodeId, t])
  const titleOf = (line: LogLine): string => titleIn(titles, line, t)
  const save = () =>
    downloadText(
      lines
        .map((line) => `${line.at}\t${line.level}\t${titleOf(line)}\t${plainMessage(line.message)}\n`)
        .join(''),
      `run-${live.run.number}-logs.txt`,
      'text/plain',
    )

  return (
    <section aria-label={t('Logs')} className="rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
        <SearchField
          value={search}
          onValueChange={setSearch}
          label={t('Filter logs')}
          className="w-60 max-sm:w-full"
        />
        <Select
          label={t('Node')}
          className="w-44 max-sm:w-0 max-sm:flex-1"
          value={nodeId}
          onValueChange={setNodeId}
          options={[
            { value: '', label: t('All nodes') },
            ...live.planNodes.map((node) => ({ value: node.id, label: t(node.title) })),
          ]}
        />
        <Select
          label={t('Level')}
          className="w-44 max-sm:w-0 max-sm:flex-1"
          value={level}
          onValueChange={setLevel}
          options={levels.map((one) => ({ ...one, label: t(one.label) }))}
        />
        <span className="ml-auto text-12 text-ink-3">
          {t('{{part}} of {{whole}}', {
            part: formatCount(lines.length),
            whole: formatCount(live.logs.length),
          })}
        </span>
        <Button size="sm" disabled={lines.length === 0} onClick={save}>
          {t('Download')}
        </Button>
      </div>
      {lines.length > 0 ? (
        <LogLines lines={lines} titleOf={titleOf} wanted={search.trim()} follows={isRunActive(live.run)} />
      ) : (
        <p className="px-4 py-8 text-center text-ink-2">
          {live.logs.length === 0 ? t('Nothing was logged.') : t('No line is like this.')}
        </p>
      )}
    </section>
  )
}

const titleIn = (titles: ReadonlyMap<string, string>, { nodeId }: LogLine, t: (text: string) => string) =>
  nodeId === null ? '' : t(titles.get(nodeId) ?? nodeId)

function LogLines({
  lines,
  titleOf,
  wanted,
  follows,
}: {
  lines: readonly LogLine[]
  titleOf: (line: LogLine) => string
  /** Marked in the lines. */
  wanted: string
  /** Whether it keeps to the end while lines come in. */
  follows: boolean
}) {
  const { t } = useT()
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled by React Compiler
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 20,
    // A long message takes as many lines as it needs.
    measureElement: (element) => element.getBoundingClientRect().height,
  })
  // Whoever has scrolled up reads on in peace.
  const atEnd = useRef(true)
  useEffect(() => {
    if (follows && atEnd.current && lines.length > 0) rows.scrollToIndex(lines.length - 1)
  }, [follows, lines.length, rows])
  return (
    // A scrolling region has to be reachable by keyboard.
    <div
      ref={scroller}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight > scrollHeight - 2 * LINE
      }}
      className="h-[min(60dvh,560px)] overflow-auto font-mono text-12"
      aria-label={t('Lines')}
    >
      <ol className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index]!
          return (
            <li
              key={line.id}
              ref={rows.measureElement}
              data-index={item.index}
              className={cn(
                'absolute inset-x-0 grid grid-cols-[64px_44px_minmax(0,1fr)] items-start gap-x-2 px-4 py-px leading-[18px] md:grid-cols-[72px_48px_160px_minmax(0,1fr)]',
                line.level === 'error' && 'bg-failed-soft text-failed',
              )}
              style={{ top: item.start }}
            >
              <time dateTime={line.at} className={line.level === 'error' ? undefined : 'text-ink-3'}>
                {formatClock(line.at, true)}
              </time>
              <span
                className={
                  line.level === 'warn' ? 'text-warning' : line.level === 'info' ? 'text-ink-3' : undefined
                }
              >
                {t(levelWords[line.level])}
              </span>
              <span className="truncate font-sans text-ink-2 max-md:hidden">
                <Highlight text={titleOf(line)} wanted={wanted} />
              </span>
              <span className="break-words whitespace-pre-wrap">
                <Highlight text={plainMessage(line.message)} wanted={wanted} />
              </span>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
