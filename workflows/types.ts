/** What crosses the border between workflow, worker and client: ids, never data. */

export interface RunPipelineInput {
  runId: string
  /** In topological order. */
  nodes: readonly RunPipelineNode[]
  /** What came of nodes before the run went on as a new execution, by id. */
  settled?: Readonly<Record<string, Outcome>>
  /** A node failed then that fails the run. */
  hasFailed?: boolean
  paused?: boolean
  /** Thinks of going on as a new execution after so many events, where Temporal does not suggest it sooner. */
  maxEvents?: number
}

/** Signals that a run understands; `wake` names the node that need not wait any longer. */
export const signals = { pause: 'pause', resume: 'resume', wake: 'wake' } as const

/**
 * What came of a node. `given`: the signals it gave. A failure that leads somewhere is `handled`. What is skipped is
 * `because` a node failed, or was not wanted: a signal was not given.
 */
export type Outcome =
  | { state: 'done'; given: readonly string[] }
  | { state: 'failed'; handled: boolean }
  | { state: 'skipped'; because: 'failure' | 'signal' }

export interface RunPipelineNode {
  id: string
  /** Node type: the activity is named after it. */
  type: string
  title: string
  queue: 'cpu' | 'gpu'
  /** Ids of the nodes it takes something from. */
  after: readonly string[]
  /** Set where something is made again before it runs. */
  refits?: boolean
  /** Signals that must all be given. */
  when?: readonly { node: string; port: string }[]
  /** Runs with whichever of its inputs there are. */
  merges?: boolean
  /** Something hangs on its signals. */
  signals?: boolean
  /** Waits before it runs. */
  waits?: boolean
  /** Its failure does not fail the run. */
  handled?: boolean
  retry?: { readonly attempts?: number; readonly timeoutSeconds?: number }
}

export interface ExecuteNodeInput {
  runId: string
  nodeId: string
  iteration: string
  /** Fewer attempts, and less time for each, than nodes have by themselves. */
  retry?: RunPipelineNode['retry']
  /** Its signals are asked for. */
  signals?: boolean
  /** Ids of nodes to go on with in the same visit, one after the other, as long as they are quick. */
  next?: readonly string[]
}

/** What the activity of a node says; nothing, in runs that began before it said anything. */
export interface ExecutedNode {
  /** Signals that it gave. */
  given: readonly string[]
  /** How many nodes of `next` are done too. */
  went: number
  /** The node of `next` that failed after them. */
  failed?: string
}

export interface FinishRunInput {
  runId: string
  state: 'succeeded' | 'failed' | 'cancelled'
}

/** What is left to make for a node: none of it where its result is known already. */
export interface RefitRound {
  /** Repetitions to start now, all at once. */
  iterations: readonly string[]
  /** True where another round comes after. */
  more: boolean
}

/** Some of the items of a loop: as many at once as `parallel` says. */
export interface ItemBatch {
  iterations: readonly string[]
  parallel: number
}

/** Activities that are not named after a node type. */
export interface RunActivities {
  /** Takes from the cache what can be taken; ids of the nodes that are done. */
  reuseNodes(input: { runId: string }): Promise<string[]>
  /** Says which repetitions come next; asked again after each round. */
  nextRefits(input: { runId: string; nodeId: string }): Promise<RefitRound>
  /** Makes one repetition: a fold, a trial or an item. */
  refit(input: ExecuteNodeInput): Promise<void>
  /** Items of a batch that are left to make. */
  listItems(input: ExecuteNodeInput): Promise<ItemBatch>
  /** How the run stands by then: nothing, in runs that began before it said anything. */
  startRun(input: { runId: string }): Promise<{ paused: boolean; ended: boolean } | undefined>
  /** `signal`: it was not wanted, rather than that what it needs failed. */
  skipNode(input: ExecuteNodeInput & { because: string; signal?: boolean }): Promise<void>
  /** Says how long a node waits before it runs, ms; null until it is woken. */
  beginWait(input: { runId: string; nodeId: string }): Promise<{ waitMs: number | null }>
  finishRun(input: FinishRunInput): Promise<void>
}

export interface RunScheduleInput {
  scheduleId: string
  /** Set where it is not Temporal that says for which time. */
  scheduledAt?: string
}

export interface BackfillInput {
  scheduleId: string
  backfillId: string
  /** ISO, in order. */
  times: readonly string[]
  /** How many of them may run side by side. */
  atOnce: number
}

export interface ScheduleActivities {
  /** Records the run for a time at which a schedule is due, once; null where there is nothing to run. */
  createScheduledRun(input: { scheduleId: string; scheduledAt: string }): Promise<RunPipelineInput | null>
  /** The run of a time, where it failed and its schedule has a webhook. */
  findFailureToTell(input: { scheduleId: string; scheduledAt: string }): Promise<{ runId: string } | null>
  /** Tells the webhook of a run that failed; rejects where it should be tried again. */
  tellOfRun(input: { runId: string }): Promise<void>
  endBackfill(input: { scheduleId: string; backfillId: string }): Promise<void>
}

/** Attempts to tell a webhook, with growing pauses: about six hours. */
export const webhookAttempts = 16

export interface ReadRowsInput {
  runId: string
  nodeId: string
  port: string
  offset: number
  limit: number
  sort: { column: string; descending: boolean } | null
}

export interface InspectFileInput {
  datasetId: string
  sourceKey: string
  options: Readonly<Record<string, unknown>>
}

export interface DescribeQueryInput {
  /** Id of a saved connection: the worker looks up and decrypts the rest. */
  connection: string
  query: string
}

/** Short questions that need a compute child: asked through a workflow, so that any machine's worker may answer. */
export interface QuestionActivities {
  inspectFile(input: InspectFileInput): Promise<void>
  describeQuery(input: DescribeQueryInput): Promise<void>
  readRows(input: ReadRowsInput): Promise<{ columns: string[]; rows: unknown[][]; total: number }>
}

/** Workflows and the activities of any machine share a queue: one worker polls for both. */
export const taskQueues = { pipelines: 'pipelines', cpu: 'pipelines', gpu: 'gpu' } as const

/** Attempts of a node before the world's errors end it; a person's errors end it at once. */
export const nodeAttempts = 20
