import type { LogEvent, MetricsEvent } from '../../../drizzle/schema/runs.ts'
import { isLive } from '../../components/states.ts'
import type { NodeRunView, RunDetail, RunEventView, RunSummary, RunUpdate } from '../../../server/views.ts'
import { withCards } from './card-runs.ts'

/** One point of a live curve. */
export interface CurvePoint {
  epoch: number
  metrics: Readonly<Record<string, number>>
}

export interface LogLine {
  id: number
  nodeId: string | null
  level: LogEvent['level']
  message: string
  at: string
}

/** A run as the page knows it: what was fetched, with everything that arrived since. */
export interface LiveRun {
  run: RunSummary
  planNodes: RunDetail['planNodes']
  cards: RunDetail['cards']
  /** By id; cards among them. */
  nodes: Readonly<Record<string, NodeRunView>>
  curves: Readonly<Record<string, readonly CurvePoint[]>>
  logs: readonly LogLine[]
  lastEventId: number
  /** When the page last heard of it, by the page's clock. */
  receivedAtMs: number
}

const MAX_LOGS = 5000

export const createLiveRun = (detail: RunDetail, receivedAtMs = 0): LiveRun => {
  const { planNodes, nodes, cards, ...run } = detail
  return {
    run,
    planNodes,
    cards,
    nodes: withCards(nodes, cards),
    curves: {},
    logs: [],
    lastEventId: 0,
    receivedAtMs,
  }
}

export const isRunActive = (run: RunSummary): boolean => isLive(run.state)

/** Adds a point. A resumed attempt repeats epochs, so whatever was drawn from that epoch on is replaced. */
const addPoint = (points: readonly CurvePoint[], event: MetricsEvent): readonly CurvePoint[] => {
  const last = points.at(-1)
  const kept =
    last && last.epoch >= event.epoch ? points.filter((point) => point.epoch < event.epoch) : points
  return [...kept, { epoch: event.epoch, metrics: event.metrics }]
}

function applyEvents(live: LiveRun, events: readonly RunEventView[]): LiveRun {
  const fresh = events.filter((event) => event.id > live.lastEventId)
  if (fresh.length === 0) return live
  const curves: Record<string, readonly CurvePoint[]> = { ...live.curves }
  const logs: LogLine[] = []
  for (const event of fresh) {
    if (event.kind === 'metrics' && event.nodeId) {
      curves[event.nodeId] = addPoint(curves[event.nodeId] ?? [], event.data as MetricsEvent)
    } else if (event.kind === 'log') {
      const { level, message } = event.data as LogEvent
      logs.push({ id: event.id, nodeId: event.nodeId, level, message, at: event.at })
    }
  }
  return {
    ...live,
    curves,
    logs: logs.length > 0 ? [...live.logs, ...logs].slice(-MAX_LOGS) : live.logs,
    lastEventId: Math.max(live.lastEventId, ...fresh.map((event) => event.id)),
  }
}

/** Applies what arrived in one animation frame; nodes that nothing was said about keep their identity. */
export function applyUpdates(live: LiveRun, updates: readonly RunUpdate[]): LiveRun {
  let next = live
  const changed: Record<string, NodeRunView> = {}
  const events: RunEventView[] = []
  for (const update of updates) {
    if (update.type === 'run') next = { ...next, run: update.run }
    else if (update.type === 'node') changed[update.node.nodeId] = update.node
    else events.push(update.event)
  }
  if (Object.keys(changed).length > 0)
    next = { ...next, nodes: withCards({ ...next.nodes, ...changed }, next.cards) }
  return applyEvents(next, events)
}

/** The titles of the nodes that a queued node still waits for. */
export function listAwaited(live: LiveRun, nodeId: string): string[] {
  const plan = live.planNodes.find((node) => node.id === nodeId)
  if (!plan) return []
  const upstream = new Set(Object.values(plan.inputs).map((source) => source.node))
  return live.planNodes
    .filter((node) => upstream.has(node.id) && !isSettled(live.nodes[node.id]))
    .map((node) => node.title)
}

export const isSettled = (node: NodeRunView | undefined): boolean =>
  node !== undefined && node.state !== 'queued' && node.state !== 'running'
