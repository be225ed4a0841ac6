import type { Column, TableSchema } from './columns.ts'
import type { NetworkLayer } from './network-layers.ts'

export const portTypes = ['table', 'transform', 'blueprint', 'model', 'report', 'signal'] as const
export type PortType = (typeof portTypes)[number]

export interface PortSpec<T extends PortType = PortType> {
  type: T
  title: string
  /** Takes any number of edges. */
  many: boolean
  /** May stay unconnected. */
  optional: boolean
}
export type PortSpecs = Readonly<Record<string, PortSpec>>

interface PortOptions<M extends boolean, O extends boolean> {
  title?: string
  optional?: O
  many?: M
}

const portOf =
  <T extends PortType>(type: T, title: string) =>
  <const M extends boolean = false, const O extends boolean = false>(
    options: PortOptions<M, O> = {},
  ): PortSpec<T> & { many: M; optional: O } => ({
    type,
    title: options.title ?? title,
    many: (options.many ?? false) as M,
    optional: (options.optional ?? false) as O,
  })

/** Makers of port specs: `inputs: { table: port.table() }`. */
export const port = {
  table: portOf('table', 'Table'),
  transform: portOf('transform', 'Fitted transform'),
  blueprint: portOf('blueprint', 'Blueprint'),
  model: portOf('model', 'Model'),
  report: portOf('report', 'Report'),
  signal: portOf('signal', 'Signal'),
}

/**
 * Ports that every node has beside its own. It runs once all signals at `when` are given, gives `done` where it has
 * run, and `failed` where it fails: wherever that leads is then done instead of failing the run.
 */
export const implicitInputs = {
  when: port.signal({ title: 'When', optional: true, many: true }),
} as const satisfies PortSpecs
export const implicitOutputs = {
  done: port.signal({ title: 'Once done' }),
  failed: port.signal({ title: 'If it fails' }),
} as const satisfies PortSpecs

export type Task = 'regression' | 'binary' | 'multiclass'

/** What is known of a model before it is trained. */
export interface ModelSchema {
  task: Task | null
  target: Column | null
  /** Columns the model itself reads. */
  inputs: readonly Column[]
  /** Columns an endpoint will ask for: the raw row at the request source. */
  request: readonly Column[]
}

/** What travels along an edge at design time, by port type. */
export interface PortSchemas {
  table: TableSchema
  transform: Record<string, never>
  /** `layers`: those of a network that is put together by layers. */
  blueprint: { family: string; layers?: readonly NetworkLayer[] }
  model: ModelSchema
  report: { kind: string }
  signal: Record<string, never>
}
export type PortSchema = PortSchemas[PortType]
