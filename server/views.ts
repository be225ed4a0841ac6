import type { CacheKeyParts } from '../nodes/graph/cache-key.ts'
import type { ComparableNode } from '../nodes/graph/diff-plans.ts'
import type { PlanCard } from '../nodes/graph/plan.ts'
import type { DocumentChange } from '../nodes/graph/diff-documents.ts'
import type { PipelineDocument } from '../nodes/graph/document.ts'
import type { InputForm, InputValue } from '../nodes/graph/pipeline-inputs.ts'
import type { TableSchema } from '../nodes/kit/columns.ts'
import type { PostgresAddress } from '../nodes/kit/connections.ts'
import type { ErrorReport } from '../nodes/kit/errors.ts'
import type { Progress } from '../nodes/kit/runner.ts'
import type { ModelValue, PortValue } from '../nodes/kit/values.ts'
import type {
  EventKind,
  LogEvent,
  MetricsEvent,
  NodeState,
  RunState,
  StateEvent,
} from '../drizzle/schema/runs.ts'
import type {
  LeftOutTimes,
  OverlapPolicy,
  ScheduleBackfill,
  WebhookDelivery,
} from '../drizzle/schema/schedules.ts'
import type { ScheduleTiming } from '../nodes/schedules/timing.ts'

/**
 * What the API answers with: plain JSON, times as ISO strings. Shared by the page (through tRPC's inferred types), the
 * REST interface and the SDK.
 */

export interface RunSummary {
  id: string
  number: number
  pipelineId: string
  pipelineName: string
  /** Version of the drawing it ran. */
  version: number
  state: RunState
  /** It is running, and asks a person for a decision. */
  awaitsApproval?: boolean
  trigger: string
  /** The schedule that started it, and the time it was meant for. */
  schedule: { id: string; name: string; for: string } | null
  /** Values given for the pipeline's parameters, by name; what is absent took its default. */
  inputs: Readonly<Record<string, string | number | boolean>>
  /** The run that it goes on with. */
  retryOf?: { runId: string; number: number }
  /** Kept whatever the retention says. */
  kept?: boolean
  /** The node that it ran to, or from. */
  untilNodeId?: string | null
  fromNodeId?: string | null
  error: (ErrorReport & { nodeId?: string }) | null
  backend: string | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  /** Nodes with outputs (succeeded, cached) and all nodes. */
  nodesDone: number
  nodesTotal: number
  /** Metrics of one evaluation, on test rows if there is one, for lists: `accuracy`, `rmse`, … */
  metrics: Readonly<Record<string, number>>
  /** Title of the node whose metrics they are, where several evaluate. */
  measuredBy?: string
}

/** The run whose outputs a pinned node has, by number; null where they are gone. */
export interface PinView {
  runId: string
  nodeId: string
  number: number | null
}

export interface NodeRunView {
  nodeId: string
  state: NodeState
  attempt: number
  cacheKey: string | null
  /** Where a reused output came from. */
  cachedFrom: { runId: string; number: number; pipelineName: string } | null
  /** Values by output port: rows, schema, metrics, digests; never data. */
  outputs: Readonly<Record<string, PortValue>> | null
  progress: Progress | null
  /** What is remarkable about a training: that it went on from a shorter one, or that a person ended it. */
  training?: Pick<Progress, 'continued' | 'stoppedAfter'>
  /** It is to end early, and has not done so yet. */
  stopping?: true
  error: ErrorReport | null
  startedAt: string | null
  finishedAt: string | null
}

/** A fold, a trial or another repetition of a node. */
export interface IterationView {
  nodeId: string
  /** `fold:0`, `trial:3`. */
  iteration: string
  state: NodeState
  attempt: number
  startedAt: string | null
  finishedAt: string | null
}

export interface RunDetail extends RunSummary {
  /** Nodes of the plan in topological order. */
  planNodes: readonly {
    id: string
    type: string
    title: string
    inputs: Readonly<Record<string, { node: string; port: string }>>
    /** Signals that it waits for. */
    when?: readonly { node: string; port: string }[]
    /** Which rows it takes, where that is a setting of it: `test`, `train`, … */
    on?: string
  }[]
  nodes: Readonly<Record<string, NodeRunView>>
  /** Cards of the drawing that stand for several of its nodes, `<card>/…`, with the outputs behind their ports. */
  cards: readonly PlanCard[]
}

/** A parameter of the pipeline with the value that a run took. */
export interface RunParameter extends InputForm {
  value: InputValue
  /** For this run; else it is the drawing's default. */
  given: boolean
}

/** One of the runs that are held side by side. */
export interface ComparedRun {
  run: RunSummary
  parameters: readonly RunParameter[]
  seed: number
  /** In topological order, with parameters resolved. */
  plan: readonly ComparableNode[]
  nodes: Readonly<Record<string, NodeRunView>>
}

export interface RunComparison {
  runs: readonly ComparedRun[]
  /** What the forms call parameters, by node type. */
  fieldTitles: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface RunEventView {
  id: number
  nodeId: string | null
  attempt: number
  kind: EventKind
  data: LogEvent | MetricsEvent | StateEvent
  at: string
}

/** What a live view of a run receives; first the state as it is, then what changes. */
export type RunUpdate =
  | { type: 'run'; run: RunSummary }
  | { type: 'node'; node: NodeRunView }
  | { type: 'event'; event: RunEventView }

export interface ScheduleView {
  id: string
  pipelineId: string
  pipelineName: string
  name: string
  timing: ScheduleTiming
  /** The timing in English words. */
  words: string
  overlap: OverlapPolicy
  paused: boolean
  /** The version that is run; null for the newest. */
  pipelineVersion: number | null
  inputs: Readonly<Record<string, string | number | boolean>>
  /** Why it is off or on, and where that was said. */
  note: string
  noted: { by: 'page' | 'api' | 'cli'; at: string } | null
  /** A time that passed while Millrace was stopped is made up for if it is no older. */
  catchUpSeconds: number
  /** Each start is put off by a random while of at most this. */
  jitterSeconds: number
  startsAt: string | null
  endsAt: string | null
  /** Address that is told of every run that fails, and how the last telling went. */
  webhook: string | null
  delivery: WebhookDelivery | null
  /** Times at which it was due and nothing was run, newest first. */
  leftOut: readonly LeftOutTimes[]
  /** Past times that are run after all: the last such request. */
  backfill: ScheduleBackfill | null
  /** The next times at which it is due; none while it is paused. */
  nextTimes: readonly string[]
  lastRun: RunSummary | null
  createdAt: string
  updatedAt: string
}

export interface WebhookTest {
  ok: boolean
  error: string | null
}

export interface BackfillPreview {
  /** Past times that would be run. */
  times: readonly string[]
  /** Times of the range that have a run already. */
  known: number
}

export interface PipelineSummary {
  id: string
  name: string
  version: number
  template: string | null
  nodeCount: number
  createdAt: string
  updatedAt: string
  lastRun: RunSummary | null
}

/** A pipeline that has another one as a node. */
export interface ComponentUser {
  id: string
  name: string
  /** Versions of it that the newest version of this one uses. */
  versions: readonly number[]
}

export interface PipelineView {
  id: string
  name: string
  /** Version of this document, and the newest one. */
  version: number
  latestVersion: number
  template: string | null
  document: PipelineDocument
  savedAt: string
}

export interface PipelineVersionView {
  version: number
  /** Why it was made, where it was no autosave: `restored from version 3`. */
  label: string | null
  /** Name that a person gave it. */
  name: string | null
  createdAt: string
  nodeCount: number
  /** How many things changed since the version before that is still there; null for the first. */
  changes: number | null
  /** Newest first. */
  runs: readonly { id: string; number: number; state: string }[]
  /** Names of the schedules that run this very version. */
  schedules: readonly string[]
  /** Endpoints with a model that a run of it made. */
  endpoints: readonly string[]
}

export interface VersionComparison {
  from: number
  to: number
  changes: readonly (DocumentChange & { words: string })[]
}

export interface DatasetView {
  id: string
  name: string
  version: number
  sizeBytes: number
  createdAt: string
}

/** A file that was uploaded or fetched. */
export interface AddedDatasetView extends DatasetView {
  /** False where the same bytes were a version of this name already. */
  isNew: boolean
}

export interface DatasetReadingView {
  sourceKey: string
  schema: TableSchema | null
  rows: number | null
  detected: Readonly<Record<string, unknown>> | null
  preview: readonly (readonly unknown[])[] | null
  error: ErrorReport | null
}

export interface ConnectionTest {
  ok: boolean
  /** The server's version where it went well, else why it did not, for a person. */
  message: string
}

/** A saved connection; its password is never shown. */
export interface ConnectionView {
  id: string
  name: string
  kind: 'postgres'
  address: PostgresAddress
  /** Pipelines whose newest version uses it. */
  usedBy: readonly { id: string; name: string }[]
  createdAt: string
  updatedAt: string
  testedAt: string | null
  testResult: ConnectionTest | null
}

/** What the first rows of a query looked like when it was last described. */
export interface QueryReadingView {
  schema: TableSchema
  /** How many rows were looked at: all, or the first ten thousand. */
  rows: number
  preview: readonly (readonly unknown[])[]
  readAt: string
}

export interface RowsPage {
  columns: readonly string[]
  rows: readonly (readonly unknown[])[]
  offset: number
  total: number
}

export interface ModelVersionView {
  id: string
  name: string
  version: number
  pipelineId: string
  pipelineName: string
  runId: string
  runNumber: number
  nodeId: string
  value: ModelValue
  /** Such as `champion`: each names one version of the model. */
  aliases: readonly string[]
  tags: readonly string[]
  /** What people wrote on its card, by heading. */
  notes: Readonly<Record<string, string>>
  endpoints: readonly string[]
  createdAt: string
}

/** What went with a model version that was deleted. */
export interface DeletedModelView {
  /** Earlier versions of endpoints, which nobody can go back to any more. */
  endpointVersions: readonly { endpoint: string; version: number }[]
}

/** What is known of a model version by itself, for its card. */
export interface ModelCardView {
  /** What its sources read, with their versions. */
  data: readonly { title: string; version: string | null; gone: boolean }[]
  /** Training rows that it learnt from; null for a model made of others. */
  rows: number | null
  /** The nodes on the way to it, with what was set in each. */
  steps: readonly { title: string; type: string; params: Readonly<Record<string, unknown>> }[]
  /** Figures of the reports that its run made of it, by the title of the node. */
  measured: readonly { where: string; metrics: Readonly<Record<string, number>> }[]
  /** Version of the drawing that made it; null where the run was deleted. */
  pipelineVersion: number | null
  /** Numeric backend that did the work. */
  backend: string | null
  sizeBytes: number
}

/** What a deployment made. */
export interface DeployedView {
  endpoint: string
  version: number
  /** What is different for whoever asks, against what answered before: a sentence each. */
  changes: readonly string[]
}

export interface EndpointView {
  name: string
  /** Version that answers. */
  version: number
  enabled: boolean
  /** Base address of the rows API: POST `{ "rows": [ … ] }` to `${url}`. */
  url: string
  /** Base address of the Open Inference Protocol for this model. */
  inferUrl: string
  model: ModelVersionView
  versions: readonly { version: number; modelVersionId: string; createdAt: string }[]
  /** One row as an example: real values from the first training row where there are any. */
  exampleRow: Readonly<Record<string, unknown>>
  createdAt: string
  updatedAt: string
}

/** Where a node's result came from. */
export interface ReuseView {
  cacheKey: string | null
  /** What the key is a digest of. */
  parts: CacheKeyParts | null
  reused: boolean
  /** The node was pinned to the run. */
  pinned: boolean
  /** It was made again because that was asked for. */
  asked: boolean
  /** The run that made it, this one or an earlier one; without a number where that was deleted. */
  madeIn: { runId: string; number: number | null; pipelineName: string | null; at: string | null }
  /** Later runs may reuse it. */
  isKept: boolean
  /** Where it was made: why that of an earlier run could not stand in; no reasons where nothing had changed. */
  since: {
    runId: string
    number: number
    reasons: readonly string[]
    changes: readonly { title: string; before: unknown; after: unknown }[]
  } | null
}

/** One thing on the way to a model's answers. */
export interface LineageItem {
  id: string
  kind: 'data' | 'node' | 'pipeline' | 'run' | 'model' | 'endpoint'
  title: string
  /** Its version. */
  detail: string | null
  href: string | null
  /** It was deleted since. */
  gone: boolean
  nodeType?: string
}

/** Where answers come from, as a graph whose wires lead from data to endpoints. */
export interface LineageView {
  items: readonly LineageItem[]
  wires: readonly { from: string; to: string }[]
}

/** How long things are kept; null for ever. */
export interface RetentionView {
  runDays: number | null
  cacheDays: number | null
  graceHours: number
}

/** What a garbage collection took away, or in a dry run would have. */
export interface CollectionView {
  at: string
  dryRun: boolean
  deletedRuns: number
  expiredEntries: number
  blobs: number
  bytes: number
  keptBlobs: number
  keptBytes: number
  /** Uploads that were given up. */
  partial: number
  /** Folders of compute processes that died. */
  tempFolders: number
}

export interface SystemInfo {
  version: string
  /** Numeric backend of the workers, once one has reported. */
  backend: string | null
  servingUrl: string
  dataFolder: string
}

/** A decision that a run waits for, or waited for. */
export interface ApprovalView {
  runId: string
  runNumber: number
  nodeId: string
  pipelineId: string
  pipelineName: string
  question: string
  /** What is connected to the node that asks. */
  about: readonly {
    nodeId: string
    title: string
    metrics: Readonly<Record<string, number>>
    /** Of a table. */
    rows: number | null
  }[]
  state: 'open' | 'approved' | 'rejected'
  deadlineAt: string | null
  /** `page`, `api`, `cli`, `deadline`. */
  decidedBy: string | null
  comment: string | null
  createdAt: string
  decidedAt: string | null
}
