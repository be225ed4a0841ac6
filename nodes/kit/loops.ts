import type { Refit } from './refits.ts'
import type { BlobRef } from './values.ts'

/** Types of the two ends of a loop. */
export const LOOP_BEGIN = 'control.for-each'
export const LOOP_END = 'control.gather'

/** Most items of a loop. */
export const MOST_ITEMS = 10_000

/** One item of a loop. */
export interface LoopItem {
  /** What a person knows it by; no two items of a loop have one label. */
  label: string
  /** As text: what stands in the place of the pipeline's parameter, or the value of a partition; null for missing. */
  value: string | null
  /** Set where all values of the loop are numbers. */
  numeric?: true
  /** Bytes of the file that is read. */
  file?: BlobRef
  /** Digest of all that the item brings to the nodes of the loop; null where that is its value alone. */
  digest: string | null
}

/** A file whose name matches. */
export interface LoopFile {
  name: string
  blob: BlobRef
}

/** What the runner of *For each* is given beside its settings: `files` when it lists its items, `item` inside one. */
export interface LoopParams {
  files?: readonly LoopFile[]
  item?: LoopItem
}

/** What *For each* reports. */
export interface LoopReport {
  over: 'partitions' | 'values' | 'files'
  items: readonly LoopItem[]
}

/** How an item stands; one that is gathered has succeeded or failed. */
export type ItemState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'cached'
  | 'failed'
  | 'skipped'
  | 'cancelled'

/** What *Gather* reports of an item. */
export interface GatheredItem {
  label: string
  state: ItemState
  /** Wall-clock time, ms; 0 where it was reused. */
  durationMs: number
  /** Null where no table is gathered. */
  rows: number | null
  metrics: Readonly<Record<string, number>>
  error: string | null
}

export interface GatherReport {
  items: readonly GatheredItem[]
  /** In the order in which they were first seen. */
  metricNames: readonly string[]
}

/** The item that a repetition stands for. */
export const itemOf = ({ settings }: Pick<Refit, 'settings'>): LoopItem | undefined =>
  Object.values(settings).find((fields) => 'item' in fields)?.item as LoopItem | undefined

/** The values that were typed, one a line. */
export const parseValues = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))

export const areNumbers = (values: readonly string[]): boolean =>
  values.every((value) => Number.isFinite(Number(value)))
