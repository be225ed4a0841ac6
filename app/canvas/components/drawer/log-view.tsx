'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { cn } from '../../../components/cn.ts'
import { useServices } from '../../hooks/services.tsx'
import { useCanvas } from '../../store/context.tsx'
import type { LogLine } from '../../store/live-run.ts'
import { levelWords } from '../../../components/states.ts'
import { formatClock } from '../../words.ts'
import { plainMessage } from '../message-text.tsx'
import { useT } from '../../../i18n/use-t.ts'

const LINE = 18
const none: readonly LogLine[] = []

/** Every word must stand in the line: its message, its level, or the title of its node. */
function filterLogs(
  logs: readonly LogLine[],
  filter: string,
  titles: ReadonlyMap<string, string>,
): readonly LogLine[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return logs
  return logs.filter((line) => {
    const text =
      `${line.level} ${titles.get(line.nodeId ?? '') ?? ''} ${plainMessage(line.message)}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/**
 * What the nodes said while running. Stays at the end while it is scrolled to the end. Where lines wrap, a long message
 * takes as many as it needs.
 */
export function LogView({ filter, wraps = false }: { filter: string; wraps?: boolean }) {
  const { t } = useT()
  const { goTo } = useServices()
  const logs = useCanvas((state) => state.live?.logs ?? none)
  const planNodes = useCanvas((state) => state.live?.planNodes)
  const frame = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const titles = useMemo(() => new Map(planNodes?.map((node) => [node.id, node.title])), [planNodes])
  const shown = useMemo(() => filterLogs(logs, filter, titles), [logs, filter, titles])
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled by React Compiler
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE,
    overscan: 12,
    ...(wraps && { measureElement: (element: Element) => element.getBoundingClientRect().height }),
  })

  useEffect(() => {
    if (atEnd.current && shown.length > 0) virtual.scrollToIndex(shown.length - 1, { align: 'end' })
  }, [shown.length, virtual])

  return (
    <div
      ref={frame}
      role="log"
      aria-label={t('Logs')}
      // A scrolling region has to be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="logs"
      onScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget
        atEnd.current = scrollHeight - scrollTop - clientHeight < LINE * 2
      }}
    >
      {shown.length === 0 && (
        <p className="px-3 py-1 font-sans text-ink-3">
          {logs.length === 0 ? t('Nothing was logged.') : t('No line has these words.')}
        </p>
      )}
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = shown[item.index]
          if (!line) return null
          return (
            <p
              key={line.id}
              ref={wraps ? virtual.measureElement : undefined}
              data-index={item.index}
              className={cn('log-line', `is-${line.level}`, wraps && 'wraps')}
              style={{ top: item.start }}
            >
              <time dateTime={line.at}>{formatClock(line.at, true)}</time>
              <b>{t(levelWords[line.level])}</b>
              <span
                className={wraps ? undefined : 'truncate'}
                title={wraps ? undefined : plainMessage(line.message)}
              >
                {line.nodeId !== null && (
                  <button type="button" className="log-node" onClick={() => line.nodeId && goTo(line.nodeId)}>
                    {t(titles.get(line.nodeId) ?? line.nodeId)}
                  </button>
                )}
                {plainMessage(line.message)}
              </span>
            </p>
          )
        })}
      </div>
    </div>
  )
}
