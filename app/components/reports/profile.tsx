import { Fragment } from 'react'
import type { ColumnProfile } from '../../../ml/tables/profile.ts'
import type { ColumnRole } from '../../../nodes/kit/columns.ts'
import { MessageText } from '../../canvas/components/message-text.tsx'
import { formatCount, formatFigure, formatPercent } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { ChartCard } from '../charts/chart-card.tsx'
import { MiniHistogram } from '../charts/mini-histogram.tsx'
import { cn } from '../cn.ts'
import { ColumnIcon } from '../column-icon.tsx'
import { cellText } from '../data-table/layout.ts'
import { StateIcon } from '../state-icon.tsx'
import { ReportSection } from './report-section.tsx'
import type { ReportViewProps } from './report-views.tsx'

type ProfiledColumn = ColumnProfile & {
  role: ColumnRole
  text?: { min: number; mean: number; max: number }
}

/** What *Profile* found; see nodes/data/profile. */
interface ProfileReport {
  rows: number
  duplicates: number
  findings: readonly { message: string }[]
  columns: readonly ProfiledColumn[]
  correlations: { names: readonly string[]; values: readonly (readonly (number | null)[])[] } | null
}

const share = (part: number, whole: number): string =>
  part === 0 ? '0' : whole === 0 ? '' : formatPercent(part / whole)

/** What is worth a look, every column, and how the numbers go together. */
export function ProfileView({ report: found, place, fileName }: ReportViewProps) {
  const { t } = useT()
  const report = found as ProfileReport
  const { rows, duplicates, findings, columns, correlations } = report
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 [&>:first-child]:mb-0">
      <ReportSection label={t('Worth a look')} place={place}>
        <h3 className={cn('text-13 font-title', findings.length > 0 && 'mb-1.5')}>
          {findings.length === 0 ? t('Nothing stands out') : t('Worth a look')}
          <span className="ml-2 font-text text-ink-3">
            {t('{{count}} rows', { count: rows })} · {t('{{count}} columns', { count: columns.length })} ·{' '}
            {t('{{count}} duplicates', { count: duplicates })}
          </span>
        </h3>
        <ul className="grid gap-1.5">
          {findings.map(({ message }) => (
            <li key={message} className="flex items-start gap-2 text-13">
              <StateIcon state="warning" decorative className="mt-[3px]" />
              <span className="min-w-0">
                <MessageText>{message}</MessageText>
              </span>
            </li>
          ))}
        </ul>
      </ReportSection>
      <Columns columns={columns} rows={rows} place={place} />
      {correlations && <CorrelationMatrix correlations={correlations} place={place} fileName={fileName} />}
    </div>
  )
}

function Columns({
  columns,
  rows,
  place,
}: Pick<ProfileReport, 'columns' | 'rows'> & Pick<ReportViewProps, 'place'>) {
  const { t } = useT()
  const wide = place === 'page'
  return (
    <section
      aria-label={t('Columns')}
      className={cn(
        'min-w-0 overflow-x-auto',
        wide && 'rounded-md border border-line bg-surface px-4 pt-3 pb-3.5',
      )}
    >
      <table
        className={cn('w-full text-12 [&_td]:pl-3 [&_th]:font-text [&_tr>*]:h-8', !wide && 'table-fixed')}
      >
        <thead className="text-left text-ink-3">
          <tr>
            <th scope="col">{t('Column')}</th>
            <th scope="col" className="w-15 pl-3 text-right">
              {t('missing')}
            </th>
            <th scope="col" className="w-16 pl-3 text-right">
              {t('different')}
            </th>
            {wide && (
              <th scope="col" className="pl-3">
                {t('from, mean, to')}
              </th>
            )}
            <th scope="col" className={wide ? 'w-48 pl-3' : 'w-20 pl-3'}>
              {t('values')}
            </th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.name} className="border-t border-line">
              <th scope="row" className="max-w-48 text-left">
                <span className="flex min-w-0 items-center gap-1.5">
                  <ColumnIcon kind={column.kind} role={column.role} />
                  <span className="truncate font-mono" title={column.name}>
                    {column.name}
                  </span>
                </span>
              </th>
              <td className={cn('text-right', column.missing > 0 ? 'text-warning' : 'text-ink-3')}>
                {share(column.missing, rows)}
              </td>
              <td className="text-right">{formatCount(column.distinct)}</td>
              {wide && <td className="whitespace-nowrap text-ink-2">{spread(column, t)}</td>}
              <td>
                {column.number ? (
                  <MiniHistogram
                    counts={column.number.histogram.counts}
                    height={24}
                    label={t('Distribution of {{name}}', { name: column.name })}
                  />
                ) : column.range && !wide ? (
                  <Years {...column.range} />
                ) : (
                  <MostFrequent column={column} rows={rows} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function spread({ number, range, text }: ProfiledColumn, t: ReturnType<typeof useT>['t']): string {
  if (number) return [number.min, number.mean, number.max].map(formatFigure).join(' · ')
  if (range) return `${cellText(range.from, 'datetime')} – ${cellText(range.to, 'datetime')}`
  if (text)
    return t('{{min}} to {{max}} characters, {{mean}} on average', {
      min: formatCount(text.min),
      max: formatCount(text.max),
      mean: formatFigure(text.mean),
    })
  return ''
}

/** Short enough for the inspector; the page has a column for the days. */
function Years({ from, to }: { from: string; to: string }) {
  const [first, last] = [from.slice(0, 4), to.slice(0, 4)]
  return (
    <span
      className="whitespace-nowrap text-ink-2"
      title={`${cellText(from, 'datetime')} – ${cellText(to, 'datetime')}`}
    >
      {first === last ? first : `${first}–${last}`}
    </span>
  )
}

function MostFrequent({ column, rows }: { column: ProfiledColumn; rows: number }) {
  const { t } = useT()
  const [first] = column.top ?? []
  if (!first) return null
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <span className="max-w-36 truncate" title={first.value}>
        {first.value === '' ? t('(empty text)') : first.value}
      </span>
      <span className="shrink-0 text-ink-3">{share(first.count, rows)}</span>
    </span>
  )
}

/** Above this many columns a cell has no room for its figure. */
const FIGURES_UP_TO = 10

function CorrelationMatrix({
  correlations: { names, values },
  place,
  fileName,
}: {
  correlations: NonNullable<ProfileReport['correlations']>
} & Pick<ReportViewProps, 'place' | 'fileName'>) {
  const { t } = useT()
  const withFigures = names.length <= FIGURES_UP_TO && place === 'page'
  const size = withFigures ? 34 : Math.max(16, Math.min(26, Math.floor(260 / names.length)))
  const rows = names.flatMap((one, i) =>
    names.slice(i + 1).map((other, at) => ({ one, other, r: values[i]?.[i + 1 + at] ?? null })),
  )
  return (
    <ChartCard
      title={t('Correlations')}
      subtitle={t('Pearson’s r')}
      height={size * names.length}
      fileName={`${fileName}-correlations`}
      picture={false}
      bare={place === 'inspector'}
      table={{
        columns: [
          { key: 'one', label: t('Column') },
          { key: 'other', label: t('other column') },
          { key: 'r', label: 'r', format: (r: number) => r.toFixed(3) },
        ],
        rows: rows.toSorted((a, b) => Math.abs(b.r ?? 0) - Math.abs(a.r ?? 0)),
      }}
    >
      <div
        className={cn('grid gap-px text-12', names.length <= 20 && 'max-w-160')}
        style={{
          gridTemplateColumns: `minmax(0, 120px) repeat(${names.length}, minmax(0, 1fr))`,
          gridAutoRows: size,
        }}
      >
        {names.map((name, i) => (
          <Fragment key={name}>
            <span className="self-center truncate pr-2 font-mono" title={name}>
              {name}
            </span>
            {names.map((other, j) => {
              const r = values[i]?.[j] ?? null
              const words = r === null ? '–' : r.toFixed(2)
              return (
                <span
                  key={other}
                  title={`${name} · ${other}: ${words}`}
                  className="grid place-content-center overflow-hidden rounded-xs"
                  style={{ background: tint(r) }}
                >
                  {withFigures ? words : <span className="sr-only">{words}</span>}
                </span>
              )
            })}
          </Fragment>
        ))}
      </div>
    </ChartCard>
  )
}

/** Together in the first hue, against each other in the second; at most half, so that words on it can be read. */
const tint = (r: number | null): string =>
  r === null
    ? 'var(--surface-3)'
    : `color-mix(in srgb, var(${r >= 0 ? '--ch-1' : '--ch-2'}) ${Math.round(50 * Math.abs(r))}%, var(--surface-2))`
