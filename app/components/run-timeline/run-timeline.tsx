'use client'

import type { IterationView, NodeRunView, RunDetail, RunSummary } from '../../../server/views.ts'
import { cacheSource, formatDuration } from '../../canvas/words.ts'
import { cn } from '../cn.ts'
import { StateIcon } from '../state-icon.tsx'
import { stateWords, visualStateOf, visualStateOfNode } from '../states.ts'
import { elapsedMs } from '../when.ts'
import { useT } from '../../i18n/use-t.ts'
import { criticalPath, queueMs } from './critical-path.ts'
import type { TimelineDetails } from './use-timeline-details.ts'
import { createTimeScale, formatTick, type TimeScale } from './time-scale.ts'
import { say } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'

export interface RunTimelineProps {
  run: Pick<RunSummary, 'state' | 'startedAt' | 'finishedAt' | 'number' | 'pipelineName'>
  planNodes: RunDetail['planNodes']
  nodes: Readonly<Record<string, NodeRunView>>
  /** Milliseconds; goes on while the run is live. */
  now: number
  details?: TimelineDetails
  selected?: string | null
  onSelect?: (nodeId: string) => void
  className?: string
}

const ROW = 'grid grid-cols-[112px_minmax(0,1fr)] items-center md:grid-cols-[168px_minmax(0,1fr)]'

/** One row a node, in the order of the plan: when it ran and how long. */
export function RunTimeline(props: RunTimelineProps) {
  const { t } = useT()
  const { run, planNodes, nodes, now, details, selected = null, onSelect, className } = props
  const scale = createTimeScale(Object.values(nodes), run, now)
  const live = run.finishedAt === null && scale !== null
  const longest = live ? noPath : criticalPath(planNodes, nodes)
  return (
    <div className={cn('relative overflow-x-hidden text-12', className)}>
      <div className={cn(ROW, 'sticky top-0 z-10 h-5 border-b border-line bg-surface text-ink-3')}>
        <span />
        <div className="relative mr-24 h-5">
          {scale?.ticks.map((tick) => (
            <span
              key={tick}
              className="absolute top-0.5 -translate-x-1/2 leading-4 whitespace-nowrap first:translate-x-0 max-sm:even:hidden"
              style={{ left: `${(100 * tick) / scale.durationMs}%` }}
            >
              {formatTick(tick)}
            </span>
          ))}
        </div>
      </div>
      <ul aria-label={t('Nodes by time')} className="relative">
        <li aria-hidden className={cn(ROW, 'pointer-events-none absolute inset-0')}>
          <span />
          <span className="relative mr-24 block h-full">
            {scale?.ticks.slice(1).map((tick) => (
              <span
                key={tick}
                className="absolute inset-y-0 w-px bg-line"
                style={{ left: `${(100 * tick) / scale.durationMs}%` }}
              />
            ))}
          </span>
        </li>
        {planNodes.map((plan) => {
          const node = nodes[plan.id]
          const state = visualStateOfNode(node)
          const chosen = selected === plan.id
          return (
            <li key={plan.id}>
              <button
                type="button"
                aria-pressed={onSelect ? chosen : undefined}
                disabled={!onSelect}
                onClick={() => onSelect?.(plan.id)}
                className={cn(
                  ROW,
                  'h-6 w-full text-left -outline-offset-2',
                  chosen ? 'bg-accent-soft' : 'enabled:hover:bg-surface-2',
                )}
              >
                <span
                  className={cn(
                    'flex min-w-0 items-center gap-1.5 pl-1',
                    chosen ? 'font-strong text-ink' : 'text-ink-2',
                  )}
                >
                  <StateIcon state={state} />
                  <span className="truncate">{t(plan.title)}</span>
                </span>
                <span className="relative mr-24 block h-6 border-l border-line">
                  {scale && node?.startedAt && (
                    <>
                      {node.state !== 'cached' && (
                        <Waited
                          ms={queueMs(plan, nodes, run) ?? 0}
                          startedAt={node.startedAt}
                          scale={scale}
                        />
                      )}
                      <Iterations
                        of={details?.iterations.filter(({ nodeId }) => nodeId === plan.id) ?? []}
                        scale={scale}
                        now={now}
                      />
                    </>
                  )}
                  {scale && (
                    <Bar
                      node={node}
                      scale={scale}
                      now={now}
                      run={run}
                      longest={longest.size > 1 && longest.has(plan.id)}
                    />
                  )}
                  {scale &&
                    details?.retries
                      .filter(({ nodeId }) => nodeId === plan.id)
                      .map(({ at }) => (
                        <span
                          key={at}
                          title={t('Tried again')}
                          className="absolute top-1 h-4 w-0.5 bg-ink"
                          style={{ left: `${share(at, scale)}%` }}
                        />
                      ))}
                </span>
              </button>
            </li>
          )
        })}
        {live && (
          <li aria-hidden className={cn(ROW, 'pointer-events-none absolute inset-0')}>
            <span />
            <span className="relative mr-24 block h-full border-r border-accent" />
          </li>
        )}
      </ul>
      {longest.size > 1 && (
        <p className="px-1 pt-1.5 text-ink-3">
          <span className="mr-1.5 inline-block h-2.5 w-4 rounded-[2px] align-[-1px] ring-1 ring-ink-2" />
          {t('The chain that decided how long it took; all else had time to spare.')}
        </p>
      )}
    </div>
  )
}

const noPath: ReadonlySet<string> = new Set()

/** Where a time lies, in percent of the width. */
const share = (iso: string, scale: TimeScale): number =>
  (100 * (Date.parse(iso) - scale.from)) / scale.durationMs

/** A node that could have started and had no worker yet. */
function Waited({ ms, startedAt, scale }: { ms: number; startedAt: string; scale: TimeScale }) {
  const width = (100 * ms) / scale.durationMs
  if (width < 0.3) return null
  return (
    <span
      title={say('Waited {{duration}} for a worker', { duration: formatDuration(ms) })}
      className="absolute top-[11px] h-0.5 bg-ink-3 opacity-50"
      style={{ left: `${share(startedAt, scale) - width}%`, width: `${width}%` }}
    />
  )
}

/** Folds and trials as thin bars under that of their node. */
function Iterations({ of, scale, now }: { of: readonly IterationView[]; scale: TimeScale; now: number }) {
  return of.map((each) => {
    if (each.startedAt === null) return null
    const ms = elapsedMs(each.startedAt, each.finishedAt, now)
    return (
      <span
        key={each.iteration}
        title={`${iterationWords(each.iteration)} · ${formatDuration(ms)}`}
        className={`s-${visualStateOf(each.state)} absolute top-[19px] h-[3px] min-w-[2px] rounded-[1px] border-r border-surface bg-(--st)`}
        style={{ left: `${share(each.startedAt, scale)}%`, width: `${(100 * ms) / scale.durationMs}%` }}
      />
    )
  })
}

const iterationTitles: Readonly<Record<string, string>> = {
  trial: msg('Trial {{number}}'),
  fold: msg('Fold {{number}}'),
  item: msg('Item {{number}}'),
  shared: msg('Fold {{number}}'),
}

/** `fold:0` → Fold 1. */
function iterationWords(iteration: string): string {
  const [kind = '', number = ''] = iteration.split(':')
  return say(iterationTitles[kind] ?? msg('Part {{number}}'), { number: Number(number) + 1 })
}

interface BarProps {
  /** On the path that decided how long the run took. */
  longest: boolean
  node: NodeRunView | undefined
  scale: TimeScale
  now: number
  run: RunTimelineProps['run']
}

function Bar({ node, scale, now, run, longest }: BarProps) {
  if (!node) return null
  const state = visualStateOfNode(node)
  if (node.startedAt === null) {
    const words = say(state === 'queued' ? msg('waits') : stateWords[state]).toLowerCase()
    return <span className="absolute inset-y-0 left-2 leading-6 text-ink-3">{words}</span>
  }
  const left = share(node.startedAt, scale)
  const ms = elapsedMs(node.startedAt, node.finishedAt, now)
  const width = Math.max(0, Math.min(100 - left, (100 * ms) / scale.durationMs))
  const words = barWords(node, ms, run)
  // Behind the bar there is room for a duration; the name of another pipeline stands before a bar that ends late.
  const before = words.length > 14 && left + width > 60 && left > 40
  return (
    <>
      <span
        className={cn(
          `s-${state} absolute top-1.5 h-3 min-w-[3px] rounded-[2px]`,
          longest && 'ring-1 ring-ink-2',
          state === 'cached'
            ? 'min-w-2.5 bg-[repeating-linear-gradient(115deg,var(--st)_0_4px,transparent_4px_7px)]'
            : state === 'cancelled' || state === 'skipped'
              ? 'border border-dashed border-(--st) bg-(--soft)'
              : 'bg-(--st)',
        )}
        style={{ left: `${left}%`, width: `${width}%` }}
      />
      <span
        className={cn(
          'absolute inset-y-0 px-2 leading-6 whitespace-nowrap',
          state === 'failed' ? 'text-failed' : 'text-ink-2',
        )}
        style={before ? { right: `${100 - left}%` } : { left: `${left + width}%` }}
        title={words}
      >
        {words}
      </span>
    </>
  )
}

function barWords(node: NodeRunView, ms: number, run: RunTimelineProps['run']): string {
  if (node.state === 'cached') return node.cachedFrom ? cacheSource(node.cachedFrom, run) : say('reused')
  if (node.state === 'running' && node.progress?.epoch !== undefined)
    return node.progress.epochs === undefined
      ? say('epoch {{epoch}}', { epoch: node.progress.epoch })
      : say('epoch {{epoch}} of {{epochs}}', {
          epoch: node.progress.epoch,
          epochs: node.progress.epochs,
        })
  if (node.state === 'running' && node.attempt > 1 && node.error === null)
    return say('interrupted, attempt {{number}}', { number: node.attempt })
  const took = formatDuration(ms)
  return node.attempt > 1
    ? say('{{duration}}, {{number}} tries', { duration: took, number: node.attempt })
    : took
}
