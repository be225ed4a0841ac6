import type { TableSchema } from '../../nodes/kit/columns.ts'
import type { OpenConnection } from '../../nodes/kit/connections.ts'
import type { ErrorReport } from '../../nodes/kit/errors.ts'
import type { Subplan } from '../../nodes/graph/subplan.ts'
import type { Refit } from '../../nodes/kit/refits.ts'
import type { Checkpoint, Progress } from '../../nodes/kit/runner.ts'
import type { BlobRef, PortValue } from '../../nodes/kit/values.ts'

/** What a compute child can be asked for. Everything is plain JSON: it crosses a process boundary. */
export type ComputeTask =
  | {
      kind: 'node'
      node: {
        id: string
        type: string
        version: number
        params: Readonly<Record<string, unknown>>
        seed: number
      }
      inputs: Readonly<Record<string, PortValue>>
      /** Bytes behind a file source. */
      source: BlobRef | null
      /** The database behind a query, with its password: over this channel only. */
      connection?: OpenConnection | undefined
      checkpoint: Checkpoint | null
      /** Folds or trials that were made for the node. */
      refits: readonly Refit[]
      /** The best setting of a search, to be made once more: its model stands in for the input `port`. */
      final: {
        subplan: Subplan
        given: Readonly<Record<string, PortValue>>
        model: string
        port: string
      } | null
    }
  /** A fold or a trial. */
  | { kind: 'subplan'; subplan: Subplan; given: Readonly<Record<string, PortValue>> }
  | { kind: 'inspect'; blob: BlobRef; options: Readonly<Record<string, unknown>> }
  | {
      kind: 'rows'
      blob: BlobRef
      schema: TableSchema
      offset: number
      limit: number
      sort: { column: string; descending: boolean } | null
    }
  | { kind: 'environment' }

export interface ComputeResults {
  /** `refitted`: outputs of the nodes that a search owns, by `node.port`. */
  node: { outputs: Record<string, PortValue>; refitted: Record<string, PortValue> }
  subplan: { outputs: Record<string, PortValue> }
  inspect: {
    schema: TableSchema
    rows: number
    detected: Record<string, unknown>
    preview: unknown[][]
  }
  rows: { columns: string[]; rows: unknown[][]; total: number }
  /** `numeric` enters the cache key of numeric nodes: `wasm 4.22.0`. */
  environment: { numeric: string }
}

export interface ComputeLimits {
  threads: number
  memoryMb: number
}

export type ToChild =
  | { type: 'start'; task: ComputeTask; limits: ComputeLimits }
  /** The checkpoint numbered `seq` is a row in Postgres now. */
  | { type: 'checkpointed'; seq: number }
  /** A person wants the task in hand to end early, with the best it has. */
  | { type: 'stop' }

export type FromChild =
  | { type: 'ready' }
  | { type: 'progress'; update: Progress }
  | { type: 'log'; level: 'info' | 'warn' | 'error'; message: string }
  | { type: 'checkpoint'; seq: number; checkpoint: Checkpoint; backend: string }
  | { type: 'done'; result: ComputeResults[keyof ComputeResults] }
  /** `detail` goes to the worker's log only. */
  | { type: 'failed'; error: ErrorReport; detail: string }
