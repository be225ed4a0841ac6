import type { z } from 'zod'
import type { TableSchema } from './columns.ts'
import type { OpenConnection } from './connections.ts'
import type { NodeDefinition } from './define.ts'
import type { ModelSchema, PortSpec, PortSpecs, PortType } from './ports.ts'
import type { Refit } from './refits.ts'
import type { BlobRef, ModelValue, PortValues } from './values.ts'

/** What a runner may use of the artifact store. Blobs are immutable; a path returned is read-only. */
export interface BlobStore {
  /** A local file holding the blob's bytes. Rejects with OperationalError `blob_missing`. */
  pathOf(ref: BlobRef): Promise<string>
  /** Stores a file (moved if `move`) and returns its reference. */
  putFile(path: string, mediaType: string, options?: { move?: boolean }): Promise<BlobRef>
  putBytes(bytes: Uint8Array, mediaType: string): Promise<BlobRef>
  getBytes(ref: BlobRef): Promise<Uint8Array>
}

export interface Progress {
  /** 0…1 where it is known. */
  fraction?: number
  message?: string
  epoch?: number
  epochs?: number
  /** A point of the live curves: `{ loss, val_loss, … }` for `epoch`. */
  metrics?: Readonly<Record<string, number>>
  /** The shorter training that this one goes on from. */
  continued?: ContinuedFrom
  /** The epoch after which a person ended it. */
  stoppedAfter?: number
  /** It waits for a compute process to be free. */
  queued?: true
}

export interface ContinuedFrom {
  runId: string
  /** Of the run, by which people call it. */
  number: number
  pipelineName: string
  epoch: number
}

/** Resumable state of a long fit; the row in Postgres that points to it is the truth. */
export interface Checkpoint {
  epoch: number
  /** Small state: generator, early stopping, history. */
  state: unknown
  /** Set where it is the end of another run's training. */
  continued?: ContinuedFrom
  /** Large state by name: `weights`, `optimizer`, `best`. */
  blobs: Readonly<Record<string, BlobRef>>
}

export interface RunContext {
  /** Derived from the run's seed, the node's salt and its id; the same for the same drawing. */
  seed: number
  signal: AbortSignal
  store: BlobStore
  /** Bytes of the file behind a file source. */
  source?: BlobRef | undefined
  /** The database behind a query. */
  connection?: OpenConnection | undefined
  /** A folder of this attempt's own, removed afterwards. */
  tempDir: string
  limits: { threads: number; memoryMb: number }
  progress(update: Progress): void
  log(level: 'info' | 'warn' | 'error', message: string): void
  /** What was refitted for this node (folds, trials), in order; empty for a node that refits nothing. */
  refits: readonly Refit[]
  loadCheckpoint(): Promise<Checkpoint | null>
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>
  /**
   * Whether a person has asked for an early end. Absent where nobody can ask, as inside folds and trials; a later run
   * never goes on from what is made there.
   */
  stopRequested?: () => boolean
}

/** A model that was made here. `manifest` is JSON (see ml/models); `blobs` are all it points to. */
export interface ModelDraft {
  manifest: unknown
  blobs: readonly BlobRef[]
  schema: ModelSchema
  metrics: Readonly<Record<string, number>>
  /** The newest lineage step behind the table that its inputs are columns of; the input `table`'s by default. */
  lineage?: BlobRef
  /** Set where the model is passed on as it came; see `passOn`. */
  same?: ModelValue
}

/** The draft of a model that goes out as it came in: same bytes, same digest, not a new version. */
export const passOn = (model: ModelValue): ModelDraft => ({
  manifest: null,
  blobs: model.blobs,
  schema: model.schema,
  metrics: model.metrics,
  same: model,
})

/** What a runner hands back, by port type; storing it, its digest and its lineage are the compute child's work. */
export interface OutputDrafts {
  /** `path`: a Parquet file in tempDir with `_row` first. `transform`: JSON of what was fitted, if it travels. */
  table: { path: string; schema: TableSchema; transform?: unknown }
  transform: { transform: unknown }
  blueprint: { family: string; blueprint: unknown }
  model: ModelDraft
  report: {
    kind: string
    report: unknown
    blobs?: readonly BlobRef[]
    metrics: Readonly<Record<string, number>>
  }
  signal: Record<string, never>
}

type Definition = Pick<NodeDefinition, 'inputs' | 'outputs'> & { params: z.ZodType }

type InputValue<S extends PortSpec> = S extends { type: infer T extends PortType } ? PortValues[T] : never

/**
 * Optional ports arrive as undefined when nothing is connected, ports that take several as a list in the order of the
 * edges; the plan refuses a missing required one.
 */
export type InputValues<I extends PortSpecs> = {
  [K in keyof I]: I[K]['many'] extends true
    ? readonly InputValue<I[K]>[]
    : I[K]['optional'] extends true
      ? InputValue<I[K]> | undefined
      : InputValue<I[K]>
}

export interface RunCall<D extends Definition> {
  inputs: InputValues<D['inputs']>
  params: z.infer<D['params']>
  ctx: RunContext
}

type SignalPorts<D extends Definition> = {
  [K in keyof D['outputs']]: D['outputs'][K]['type'] extends 'signal' ? K : never
}[keyof D['outputs']]

/** A signal that is left out is not given. */
export type RunOutputs<D extends Definition> = {
  [K in Exclude<keyof D['outputs'], SignalPorts<D>>]: OutputDrafts[D['outputs'][K]['type']]
} & { [K in SignalPorts<D>]?: OutputDrafts['signal'] }

/** Executes one node in a compute child. Rejects with UserError for what the person can mend. */
export type Runner<D extends Definition> = (call: RunCall<D>) => Promise<RunOutputs<D>>
