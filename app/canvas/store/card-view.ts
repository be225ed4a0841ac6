import { describeNode } from '../../../nodes/graph/registry.ts'
import type { DocumentNode } from '../../../nodes/graph/document.ts'
import type { GraphProblem } from '../../../nodes/graph/plan.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import type { PortValue } from '../../../nodes/kit/values.ts'
import type { NodeRunView } from '../../../server/views.ts'
import { isLive, stateWords, waitsForSlot } from '../../components/states.ts'
import type { VisualState } from '../../components/states.ts'
import {
  cacheSource,
  findMainMetric,
  formatCount,
  formatDuration,
  formatFigure,
  metricTitle,
  isTraining,
  trainingFigure,
  untilWords,
} from '../words.ts'
import { trainingWords } from '../../components/training-words.ts'
import { say, sayMessage } from '../../i18n/current.ts'
import { rangeOf } from './search-ranges.ts'

/** What a node card says: its state as icon, strip and words, and its three lines. */
export interface CardView {
  state: VisualState
  /** The state in words, for the icon's tooltip and for screen readers. */
  stateText: string
  title: string
  /** Second line: what it is set to do, or its first problem. */
  setting: string
  settingTone: 'plain' | 'failed'
  /** Third line. */
  left: string
  right: string
  /** The third line explains the state, and takes its hue. */
  toned: boolean
  /** 0…1 while running, where it is known. */
  progress: number | null
  /** Of a pinned node: to what. */
  pin: string | null
}

export interface CardCall {
  node: DocumentNode
  definition: AnyNodeDefinition | undefined
  /** Parsed parameters; null where they don't parse. */
  params: Readonly<Record<string, unknown>> | null
  problems: readonly GraphProblem[]
  run: {
    number: number
    pipelineName: string
    active: boolean
    node: NodeRunView
    awaited: readonly string[]
  } | null
  /** Why its result no longer fits. */
  stale: string | undefined
  /** Why what came of it no longer counts, be it a result or a failure. */
  edited?: string | undefined
  /** Number of the run shown, where that went to or from a node and this one was no part of it. */
  outside?: number | undefined
  /** Number of the run that it is pinned to; null where its outputs are gone, undefined where that is not known yet. */
  pinnedTo?: number | null | undefined
  nowMs: number
}

export const nodeTitle = (node: DocumentNode, definition: AnyNodeDefinition | undefined): string =>
  say(node.title ?? definition?.title ?? node.type)

type ThirdLine = Pick<CardView, 'left' | 'right' | 'toned'>
type Standing = Pick<CardView, 'state' | 'stateText' | 'progress'> & ThirdLine

const quiet: ThirdLine = { left: '', right: '', toned: false }

const standing = (state: VisualState, rest: Partial<Standing> = {}): Standing => ({
  state,
  stateText: say(stateWords[state]).toLowerCase(),
  progress: null,
  ...quiet,
  ...rest,
})

/** The figures of a node's outputs: rows × columns, or the main metric. */
export function summariseOutputs(outputs: Readonly<Record<string, PortValue>> | null): string {
  const values = Object.values(outputs ?? {})
  for (const value of values) {
    if (value.port === 'report' && !isTraining(value.kind)) {
      const main = findMainMetric(value.metrics)
      if (main) return `${metricTitle(main[0])} ${formatFigure(main[1])}`
      const { rows } = value.metrics
      if (rows !== undefined) return say('{{count}} rows', { count: rows })
    }
  }
  for (const value of values) {
    if (value.port === 'table')
      return `${formatCount(value.rows)} × ${formatCount(value.schema.columns.length)}`
    if (value.port === 'model') {
      const figure = trainingFigure(value.metrics, true)
      if (figure !== '') return figure
    }
  }
  return ''
}

/** What a report of a node that has ended has to say against its data; null where there is nothing. */
function concernOf(outputs: Readonly<Record<string, PortValue>> | null): string | null {
  for (const value of Object.values(outputs ?? {})) {
    if (value.port !== 'report') continue
    const { rules = 0, brokenRules = 0, findings = 0 } = value.metrics
    if (value.kind === 'contract' && brokenRules > 0)
      return say('{{broken}} of {{all}} rules broken', { broken: brokenRules, all: rules })
    if (value.kind === 'profile' && findings > 0)
      return say('{{count}} things to look at', { count: findings })
  }
  return null
}

const elapsed = (run: NodeRunView, nowMs: number): number | null =>
  run.startedAt === null
    ? null
    : (run.finishedAt === null ? nowMs : Date.parse(run.finishedAt)) - Date.parse(run.startedAt)

function describeProgress(run: NodeRunView, nowMs: number): Standing {
  const { progress } = run
  if (waitsForSlot(run)) {
    const words = sayMessage(progress?.message ?? '')
    return standing('queued', { left: words, stateText: words.toLowerCase() })
  }
  const fraction = progress?.fraction ?? null
  const left =
    progress === null && run.attempt > 1
      ? say('Interrupted, trying again')
      : progress?.message !== undefined || progress?.epoch === undefined
        ? sayMessage(progress?.message ?? stateWords.running)
        : progress.epochs === undefined
          ? say('Epoch {{epoch}}', { epoch: progress.epoch })
          : say('Epoch {{epoch}} of {{epochs}}', { epoch: progress.epoch, epochs: progress.epochs })
  const since = elapsed(run, nowMs)
  const remaining =
    fraction !== null && fraction > 0.05 && since !== null && since > 2000
      ? say('{{duration}} left', { duration: formatDuration((since / fraction) * (1 - fraction)) })
      : ''
  const attempt = run.attempt > 1 ? say('attempt {{number}}', { number: run.attempt }) : ''
  return standing('running', {
    left,
    right: remaining === '' ? attempt : remaining,
    progress: fraction,
    stateText:
      fraction === null
        ? say('running')
        : say('running, {{percent}} %', { percent: Math.round(fraction * 100) }),
  })
}

function describeRun(call: CardCall & { run: NonNullable<CardCall['run']> }): Standing {
  const { run, nowMs } = call
  const { node } = run
  const since = elapsed(node, nowMs)
  const took = since === null ? '' : formatDuration(since)
  switch (node.state) {
    case 'queued':
      return standing('queued', {
        left:
          run.awaited[0] === undefined
            ? say('Queued')
            : say('Waits for {{title}}', { title: run.awaited[0] }),
        right: run.awaited.length > 1 ? say('and {{number}} more', { number: run.awaited.length - 1 }) : '',
      })
    case 'running':
      return describeProgress(node, nowMs)
    case 'waiting': {
      const words = node.progress?.message
        ? say('Waits until {{time}}', { time: untilWords(node.progress.message) })
        : ''
      return words === ''
        ? standing('waiting', { left: say('Waiting for approval') })
        : standing('waiting', { left: words, stateText: words.toLowerCase() })
    }
    case 'succeeded': {
      const words = trainingWords(node, run)
      // The whole line is for it: half of it says nothing.
      return words === ''
        ? standing('done', { left: summariseOutputs(node.outputs), right: took })
        : standing('done', { left: words, stateText: words })
    }
    case 'cached': {
      const from = node.cachedFrom ? cacheSource(node.cachedFrom, run) : say('an earlier run')
      const figures = summariseOutputs(node.outputs)
      return standing('cached', {
        stateText: say('reused from {{run}}', { run: from }),
        left: say('Reused from {{run}}', { run: from }),
        // The name of another pipeline needs the room; half a figure is worse than none.
        right: node.cachedFrom?.pipelineName !== run.pipelineName || figures.length > 15 ? '' : figures,
        toned: true,
      })
    }
    case 'failed':
      return standing('failed', {
        left: node.attempt > 1 ? say('{{number}} tries', { number: node.attempt }) : '',
        right: took,
      })
    case 'skipped':
      return node.error?.code === 'not_taken'
        ? standing('skipped', { left: say('Left out'), stateText: say('left out') })
        : standing('skipped', { left: say('Skipped: what it needs failed') })
    case 'cancelled':
      return standing('cancelled', {
        left: say('Stopped in run {{number}}', { number: run.number }),
        right: took,
      })
  }
}

/** How a node stands, the strongest reason first. */
function describeStanding(call: CardCall): Standing {
  const { run, stale, problems } = call
  const broken = call.definition === undefined || problems.some((problem) => problem.severity === 'error')
  const warning = problems.find((problem) => problem.severity === 'warning')
  if (run?.active && isLive(run.node.state)) {
    return describeRun({ ...call, run })
  }
  if (broken) return standing('idle', { stateText: say('needs a setting or an input') })
  if (run && run.node.state !== 'queued' && run.node.state !== 'running') {
    if (stale) {
      const reason = sayMessage(stale)
      return standing('stale', {
        stateText: say('out of date: {{reason}}', { reason: reason.replaceAll('*', '') }),
        left: reason,
        toned: true,
      })
    }
    // What failed is to be tried again, not out of date.
    if (call.edited !== undefined && run.node.outputs === null)
      return standing('ready', { left: sayMessage(call.edited), toned: true })
    const past = describeRun({ ...call, run })
    const concern = warning ? sayMessage(warning.message) : concernOf(run.node.outputs)
    if (concern !== null && (past.state === 'done' || past.state === 'cached')) {
      return { ...past, state: 'warning', stateText: say('done with a warning'), left: concern, toned: true }
    }
    return past
  }
  if (warning) return standing('warning', { left: sayMessage(warning.message), toned: true })
  if (call.outside === undefined) return standing('ready')
  const left = say('Not part of run {{number}}', { number: call.outside })
  return standing('ready', { left, stateText: `${say(stateWords.ready)}, ${left}`.toLowerCase() })
}

/** A node that the drawing goes past: what it would do, muted; what a run said of it no longer counts. */
const bypassedCard = ({ node, definition, params }: CardCall): CardView => ({
  ...standing('bypassed', { left: say('Bypassed') }),
  pin: null,
  title: nodeTitle(node, definition),
  setting: definition && params ? sayMessage(describeNode(definition, params)) : '',
  settingTone: 'plain',
})

const pinGone = (node: DocumentNode, title: string): GraphProblem => ({
  severity: 'error',
  code: 'pin_gone',
  message: `The output that *${title}* is pinned to is gone. Unpin it to make it again.`,
  nodeId: node.id,
})

/** What a pinned node says of its pin, and the third line where nothing more important stands there. */
function withPin(now: Standing, { node, pinnedTo }: CardCall): Standing & Pick<CardView, 'pin'> {
  if (!node.pin) return { ...now, pin: null }
  const pin = pinnedTo == null ? say('Pinned') : say('Pinned to run {{number}}', { number: pinnedTo })
  const stateText = `${now.stateText}, ${pin.toLowerCase()}`
  const said = now.state === 'ready' || now.state === 'done' || now.state === 'cached'
  return { ...now, ...(said && { left: pin, toned: false }), stateText, pin }
}

/** Everything a card shows, from the drawing, its problems and the last run. */
export function describeCard(given: CardCall): CardView {
  if (given.node.disabled) return bypassedCard(given)
  const { node, definition, params, run } = given
  const gone = node.pin && given.pinnedTo === null ? [pinGone(node, nodeTitle(node, definition))] : []
  const problems = [...gone, ...given.problems]
  const call = { ...given, problems }
  const now = withPin(describeStanding(call), call)
  const error = problems.find((problem) => problem.severity === 'error')
  const failure = now.state === 'failed' ? run?.node.error?.message : undefined
  const searched = Object.values(node.params).filter((value) => rangeOf(value) !== undefined).length
  const own =
    searched > 0
      ? say('{{count}} settings are searched', { count: searched })
      : definition && params
        ? sayMessage(describeNode(definition, params))
        : ''
  const running = now.state === 'running' || now.state === 'queued'
  const problem = definition
    ? (failure ?? (running ? undefined : error?.message))
    : say('This version of Millrace does not know this node')
  return {
    ...now,
    title: nodeTitle(node, definition),
    setting: problem === undefined ? own : sayMessage(problem),
    settingTone: problem === undefined ? 'plain' : 'failed',
  }
}
