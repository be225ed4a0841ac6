/** What crosses the border between workflow, worker and client: ids, never data. */

export interface RunPipelineInput {
  runId: string
  /** In topological order. */
  nodes: readonly RunPipelineNode[]
}

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
}

export interface ExecuteNodeInput {
  runId: string
  nodeId: string
  iteration: string
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

/** Activities that are not named after a node type. */
export interface RunActivities {
  /** Takes from the cache what can be taken; ids of the nodes that are done. */
  reuseNodes(input: { runId: string }): Promise<string[]>
  /** Says which repetitions come next; asked again after each round. */
  nextRefits(input: { runId: string; nodeId: string }): Promise<RefitRound>
  /** Makes one repetition: a fold, or a trial. */
  refit(input: ExecuteNodeInput): Promise<void>
  startRun(input: { runId: string }): Promise<void>
  skipNode(input: ExecuteNodeInput & { because: string }): Promise<void>
  finishRun(input: FinishRunInput): Promise<void>
}

export interface RunScheduleInput {
  scheduleId: string
}

export interface ScheduleActivities {
  /** Records the run for a time at which a schedule is due, once; null where there is nothing to run. */
  createScheduledRun(input: { scheduleId: string; scheduledAt: string }): Promise<RunPipelineInput | null>
}

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
