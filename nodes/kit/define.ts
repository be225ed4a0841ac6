import type { z } from 'zod'
import type { TableSchema } from './columns.ts'
import type { PortSchemas, PortSpecs } from './ports.ts'
import type { RefitRequest } from './refits.ts'
import type { ServeMode } from './values.ts'

/** In the order of the work; the palette shows them so. */
export const categories = [
  'data',
  'clean',
  'features',
  'split',
  'models',
  'train',
  'combine',
  'compress',
  'evaluate',
  'deploy',
  'control',
  // Pipelines that were saved to be used as nodes.
  'yours',
] as const
export type Category = (typeof categories)[number]

/** Something wrong with a node, with the mend where there is one. */
export interface NodeProblem {
  severity: 'error' | 'warning'
  code: string
  message: string
  field?: string
  port?: string
}

/** Input schemas by port; one whose upstream is missing or broken is undefined. A port that takes several has a list. */
export type InputSchemas<I extends PortSpecs> = {
  [K in keyof I]: I[K]['many'] extends true
    ? readonly (PortSchemas[I[K]['type']] | undefined)[]
    : PortSchemas[I[K]['type']] | undefined
}
export type OutputSchemas<O extends PortSpecs> = {
  [K in keyof O]?: PortSchemas[O[K]['type']]
}

export type ParamsMigration = (params: Readonly<Record<string, unknown>>) => Record<string, unknown>

export interface SchemaContext {
  /** Schemas of imported data by data set version id, and those seen in earlier runs. */
  sources: Readonly<Record<string, TableSchema>>
}

export interface SchemaResult<O extends PortSpecs> {
  outputs: OutputSchemas<O>
  problems?: readonly NodeProblem[]
}

export interface NodeDefinition<
  I extends PortSpecs = PortSpecs,
  O extends PortSpecs = PortSpecs,
  P extends z.ZodObject = z.ZodObject,
> {
  /** `category.name`; also the name of the Temporal activity. */
  type: string
  version: number
  title: string
  /** Half a line: what it is for. */
  summary: string
  category: Category
  /** Name of a lucide icon. */
  icon: string
  /** Markdown for the Docs tab and the generated page. */
  docs: string
  inputs: I
  outputs: O
  /** Every field carries a default or may be missing, so that a fresh node parses; see kit/params. */
  params: P
  /** By the version that parameters were saved with: turns them into those of the next version. */
  migrations?: Readonly<Record<number, ParamsMigration>>
  serve: ServeMode
  /** Draws random numbers: the seed enters its cache key. */
  random: boolean
  /** Uses the numeric backend: its name and version enter the cache key. */
  numeric: boolean
  /** Learns from rows: it sees training rows only, and may not stand upstream of a Split. */
  fits: boolean
  /** Acts on the world outside the artifact store (deploys, exports): runs in the worker, never reused from cache. */
  effect: boolean
  /** Runs with whichever of its inputs were made, once all that lies before it has ended. */
  merges?: true
  /** Waits before it runs: for a time, or for a person to decide. */
  waits?: true
  /** The port of a table whose values are looked up: the rows that leave are those of the others. */
  looksUp?: string
  /** Adds features whose names only the run knows, where its output is open and its input is not. */
  widens?: true
  /** Puts the rows of its table through the fitted steps that lie between the table and its model. */
  prepares?: true
  /** What it has made again before it runs: folds of a cross-validation, trials of a search. Null: nothing. */
  refit?: (params: z.infer<P>) => RefitRequest | null
  /** The second line of its card: what it is set to do, in words. */
  describe: (params: z.infer<P>) => string
  /** Columns out from columns in: pure, instant, runs while typing. */
  schema: (call: { inputs: InputSchemas<I>; params: z.infer<P>; context: SchemaContext }) => SchemaResult<O>
}

type Flags = 'random' | 'numeric' | 'fits' | 'effect'

/** Declares a node type. A definition is data: nothing that runs stands beside it. */
export function defineNode<const I extends PortSpecs, const O extends PortSpecs, P extends z.ZodObject>(
  definition: Omit<NodeDefinition<I, O, P>, Flags> & Partial<Pick<NodeDefinition<I, O, P>, Flags>>,
): NodeDefinition<I, O, P> {
  return { random: false, numeric: false, fits: false, effect: false, ...definition }
}

/** Any definition: what a registry holds. Methods are bivariant, so every definition is assignable. */
export interface AnyNodeDefinition extends Omit<NodeDefinition, 'describe' | 'schema' | 'refit'> {
  refit?(params: never): RefitRequest | null
  describe(params: never): string
  schema(call: never): SchemaResult<PortSpecs>
}
