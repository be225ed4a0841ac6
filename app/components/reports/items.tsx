'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { GatheredItem, GatherReport, LoopReport } from '../../../nodes/kit/loops.ts'
import { formatCount, formatDuration } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { downloadText } from '../charts/download.ts'
import { toCsv } from '../charts/table-data.ts'
import { useTRPC } from '../../trpc.tsx'
import { IconButton } from '../icon-button.tsx'
import { StateIcon } from '../state-icon.tsx'
import { visualStateOf } from '../states.ts'
import { figureText, figureTitle, orderFigures } from './metric-figures.ts'
import { ReportSection } from './report-section.tsx'
import type { ReportViewProps } from './report-views.tsx'
import { MessageText, plainMessage } from '../../canvas/components/message-text.tsx'

/** Rows that are shown; the others are in the table that is gathered. */
const MOST_SHOWN = 500

/** What *Gather* reports: the items of a loop with their figures. */
export const ItemsView = ({ report, fileName, place }: ReportViewProps) => (
  <ItemTable report={report as GatherReport} {...{ fileName, place }} />
)

interface LiveItemsProps extends Pick<ReportViewProps, 'runId' | 'nodeId' | 'fileName' | 'place'> {
  /** They may still change. */
  isLive: boolean
}

const LOOK_EVERY_MS = 1_000

/** The items of a loop that is under way, or that never came to a report. */
export function LiveItems({ runId, nodeId, fileName, place, isLive }: LiveItemsProps) {
  const trpc = useTRPC()
  const { data } = useQuery(
    trpc.runs.items.queryOptions(
      { id: runId, nodeId },
      { refetchInterval: isLive ? LOOK_EVERY_MS : false, staleTime: 0 },
    ),
  )
  return data && data.items.length > 0 ? <ItemTable report={data} {...{ fileName, place }} /> : null
}

function ItemTable({
  report: { items, metricNames },
  fileName,
  place,
}: Pick<ReportViewProps, 'fileName' | 'place'> & { report: GatherReport }) {
  const { t } = useT()
  const names = orderFigures(metricNames)
  const hasRows = items.some(({ rows }) => rows !== null)
  const failed = items.filter(({ state }) => state === 'failed').length
  const figure = 'pl-3 text-right whitespace-nowrap'
  const download = (): void => {
    const columns = [
      { key: 'item', label: t('Item') },
      { key: 'state', label: t('State') },
      { key: 'seconds', label: t('Seconds') },
      ...(hasRows ? [{ key: 'rows', label: t('Rows') }] : []),
      ...names.map((name) => ({ key: `figure ${name}`, label: figureTitle(name) })),
      { key: 'error', label: t('Error') },
    ]
    const rows = items.map((item) => ({
      item: item.label,
      state: item.state,
      seconds: item.durationMs / 1000,
      rows: item.rows,
      error: item.error,
      ...Object.fromEntries(names.map((name) => [`figure ${name}`, item.metrics[name] ?? null])),
    }))
    downloadText(toCsv({ columns, rows }), `${fileName}.csv`, 'text/csv')
  }
  return (
    <ReportSection label={t('Items')} place={place}>
      <header className="mb-1.5 flex min-h-6 items-center gap-2">
        <h3 className="text-13 font-title">
          {t('Items')} <span className="ml-1 font-text text-ink-3">{formatCount(items.length)}</span>
          {failed > 0 && (
            <span className="ml-2 font-text text-failed">{t('{{count}} failed', { count: failed })}</span>
          )}
        </h3>
        <IconButton size="sm" className="ml-auto" label={t('Download the items as CSV')} onClick={download}>
          <Download aria-hidden />
        </IconButton>
      </header>
      {/* A scrolling region has to be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="max-h-100 overflow-auto" tabIndex={0} aria-label={t('Table of items')}>
        <table className="w-full text-12 [&_th]:font-text [&_tr>*]:h-7">
          <thead className="sticky top-0 z-1 bg-surface text-ink-3">
            <tr>
              <th scope="col" className="text-left">
                {t('Item')}
              </th>
              {hasRows && (
                <th scope="col" className={figure}>
                  {t('Rows')}
                </th>
              )}
              {names.map((name) => (
                <th key={name} scope="col" className={figure}>
                  {figureTitle(name)}
                </th>
              ))}
              <th scope="col" className={figure}>
                {t('Duration')}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.slice(0, MOST_SHOWN).map((item) => (
              <tr key={item.label} className="border-t border-line text-ink-2">
                <th scope="row" className="max-w-60 text-left text-ink" title={item.label}>
                  <span className="flex min-w-0 items-center gap-1.5">
                    <StateIcon state={visualStateOf(item.state)} size={12} />
                    <span className="truncate">{item.label}</span>
                  </span>
                </th>
                {item.error === null ? (
                  <>
                    {hasRows && (
                      <td className={figure}>{item.rows === null ? '–' : formatCount(item.rows)}</td>
                    )}
                    {names.map((name) => (
                      <td key={name} className={figure}>
                        {item.metrics[name] === undefined ? '–' : figureText(name, item.metrics[name])}
                      </td>
                    ))}
                    <td className={figure}>{timeOf(item, t('reused'))}</td>
                  </>
                ) : (
                  <td
                    colSpan={names.length + (hasRows ? 2 : 1)}
                    className="max-w-60 truncate pl-3 text-failed"
                    title={plainMessage(item.error)}
                  >
                    <MessageText>{item.error}</MessageText>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {items.length > MOST_SHOWN && <Rest count={items.length - MOST_SHOWN} />}
    </ReportSection>
  )
}

function timeOf({ state, durationMs }: GatheredItem, reused: string): string {
  if (durationMs > 0) return formatDuration(durationMs)
  return state === 'succeeded' || state === 'cached' ? reused : '–'
}

/** What *For each* reports: what it goes over. */
export function LoopView({ report: found, place }: ReportViewProps) {
  const { t } = useT()
  const { items } = found as LoopReport
  return (
    <ReportSection label={t('Items')} place={place}>
      <h3 className="mb-1.5 text-13 font-title">
        {t('Items')} <span className="ml-1 font-text text-ink-3">{formatCount(items.length)}</span>
      </h3>
      <ul className="columns-2 gap-4 text-12 text-ink-2">
        {items.slice(0, MOST_SHOWN).map(({ label }) => (
          <li key={label} className="truncate leading-6" title={label}>
            {label}
          </li>
        ))}
      </ul>
      {items.length > MOST_SHOWN && <Rest count={items.length - MOST_SHOWN} />}
    </ReportSection>
  )
}

function Rest({ count }: { count: number }) {
  const { t } = useT()
  return <p className="mt-1 text-12 text-ink-3">{t('and {{count}} more', { count: formatCount(count) })}</p>
}
