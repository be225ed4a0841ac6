import type { TableSchema } from './columns.ts'
import type { ModelSchema, PortType } from './ports.ts'

/** Immutable bytes in the artifact store, addressed by their own digest. */
export interface BlobRef {
  /** Lower-case hex SHA-256 of the bytes. */
  sha256: string
  sizeBytes: number
  mediaType: string
}

/** Whether a node's work travels with the model: `map` does, `skip` is absent, serving starts after a `boundary`. */
export type ServeMode = 'map' | 'skip' | 'boundary'

/** One step of the DAG behind a table: what made it, from which steps, and the fitted state it used. */
export interface LineageStep {
  nodeId: string
  nodeType: string
  nodeVersion: number
  params: unknown
  serve: ServeMode
  /** Step ids by input port; only table inputs are listed. */
  inputs: Readonly<Record<string, string>>
  /** The fitted transform (JSON, see ml/transforms), where the step has one. */
  transform: BlobRef | null
  /** Columns after the step. */
  schema: TableSchema
}

/** A step as it is stored: one JSON blob that points to the blobs of the steps before it, as commits do. */
export type StoredLineageStep = Omit<LineageStep, 'inputs'> & { inputs: Readonly<Record<string, BlobRef>> }

/** The whole DAG, loaded: step ids are the digests of their blobs. */
export interface Lineage {
  head: string
  steps: Readonly<Record<string, LineageStep>>
}

interface ValueBase<T extends PortType> {
  port: T
  /** Canonical content digest: what downstream cache keys are made of. */
  digest: string
  /** Main bytes: Parquet of a table, JSON of everything else. */
  blob: BlobRef
  /** Further blobs the main bytes point to; kept alive with it. */
  blobs: readonly BlobRef[]
}

export interface TableValue extends ValueBase<'table'> {
  rows: number
  schema: TableSchema
  /** The newest `StoredLineageStep` behind the table. */
  lineage: BlobRef
  /** Column statistics and first rows as JSON (see ml/tables/profile): what the page shows at a port. */
  profile: BlobRef
}
export interface TransformValue extends ValueBase<'transform'> {}
export interface BlueprintValue extends ValueBase<'blueprint'> {
  family: string
}
export interface ModelValue extends ValueBase<'model'> {
  schema: ModelSchema
  /** The newest `StoredLineageStep` behind the training table. */
  lineage: BlobRef
  /** Figures by name, for cards and lists: `val_loss`, `epochs`, `parameters`. */
  metrics: Readonly<Record<string, number>>
}
export interface ReportValue extends ValueBase<'report'> {
  kind: string
  metrics: Readonly<Record<string, number>>
}
export interface SignalValue extends ValueBase<'signal'> {}

export interface PortValues {
  table: TableValue
  transform: TransformValue
  blueprint: BlueprintValue
  model: ModelValue
  report: ReportValue
  signal: SignalValue
}
export type PortValue = PortValues[PortType]
