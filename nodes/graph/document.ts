import { z } from 'zod'
import { searchRange } from '../kit/search-range.ts'

export type SearchRange = z.infer<typeof searchRange>

/** A parameter is a plain value, an input of the pipeline by name, or a search range; resolved before parsing. */
export const paramValue = z.json()

/** No `__` in front: `__proto__` is no key for a record. */
const identifier = z
  .string()
  .regex(/^(?!__)[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _ only, at most 64, and no __ in front')

const endpoint = z.object({ node: identifier, port: z.string() })

export const documentNode = z.object({
  id: identifier,
  type: z.string(),
  version: z.number().int().positive(),
  /** Name on the card where the person gave one. */
  title: z.string().max(120).optional(),
  params: z.record(z.string(), paramValue),
  /** Changes the node's random numbers without touching the others'. */
  seedSalt: z.string().max(64).optional(),
  position: z.object({ x: z.number(), y: z.number() }),
  note: z.string().max(4000).optional(),
  /** Stands in the drawing and does nothing: what arrives goes past it. */
  disabled: z.boolean().optional(),
  /** Its outputs are those of this run, whatever has changed since. */
  pin: z.object({ runId: z.string().max(64) }).optional(),
  /** `continue`: its failure does not fail the run; what needs it is skipped either way. */
  onError: z.enum(['stop', 'continue']).optional(),
  /** How often it is tried where the world fails it, and for how long one attempt may take. */
  retry: z
    .object({
      attempts: z.number().int().min(1).max(20).optional(),
      timeoutSeconds: z.number().int().min(1).max(604_800).optional(),
    })
    .optional(),
})
export type DocumentNode = z.infer<typeof documentNode>

export const documentEdge = z.object({ from: endpoint, to: endpoint })
export type DocumentEdge = z.infer<typeof documentEdge>

/** Words on the drawing itself: plain text of a little Markdown, placed in the drawing's coordinates. */
export const documentNote = z.object({
  id: identifier,
  text: z.string().max(4000),
  x: z.number(),
  y: z.number(),
  width: z.number().min(40).max(4000),
  height: z.number().min(40).max(4000),
})
export type DocumentNote = z.infer<typeof documentNote>

const pipelineInput = z.object({
  title: z.string().optional(),
  type: z.enum(['number', 'text', 'boolean']),
  default: z.json(),
})
export type PipelineInput = z.infer<typeof pipelineInput>

const documentGroup = z.object({
  id: identifier,
  title: z.string().max(120),
  nodes: z.array(identifier),
  /** Drawn as one card. */
  collapsed: z.boolean().optional(),
})
export type DocumentGroup = z.infer<typeof documentGroup>

/** Ports that a pipeline has where it is used as a node of another. */
export const pipelinePorts = z.object({
  inputs: z.array(z.object({ name: identifier, title: z.string().max(120), to: z.array(endpoint).min(1) })),
  outputs: z.array(z.object({ name: identifier, title: z.string().max(120), from: endpoint })),
})
export type PipelinePorts = z.infer<typeof pipelinePorts>

const drawing = z.object({
  schemaVersion: z.literal(1),
  /** Seed of every random draw in a run. */
  seed: z.number().int().min(0).max(0xffffffff).default(42),
  nodes: z.array(documentNode).max(10_000),
  edges: z.array(documentEdge).max(50_000),
  /** Parameters of the pipeline as a whole, by name. */
  inputs: z.record(z.string(), pipelineInput).default({}),
  /** Frames about nodes: how the drawing looks, nothing of what it does. */
  groups: z.array(documentGroup).default([]),
  notes: z.array(documentNote).max(1000).optional(),
  ports: pipelinePorts.optional(),
})

/**
 * A pipeline as it was saved, embedded in a drawing that uses it: nodes of type `pipeline:<key>` stand for it. Its
 * ports are those of its document.
 */
export interface PipelineComponent {
  /** Null where it is not a pipeline of this Millrace. */
  pipelineId: string | null
  /** Of the pipeline. */
  version: number
  title: string
  summary?: string | undefined
  document: PipelineDocument
}
export type PipelineDocument = z.infer<typeof drawing> & {
  /** Pipelines that nodes of this one stand for, by key. */
  components?: Record<string, PipelineComponent> | undefined
}

const component: z.ZodType<PipelineComponent> = z.object({
  pipelineId: z.string().max(64).nullable(),
  version: z.number().int().positive(),
  title: z.string().max(120),
  summary: z.string().max(400).optional(),
  document: z.lazy((): z.ZodType<PipelineDocument> => documentSchema),
})

/** The drawing: plain JSON, versioned, small enough to read. */
export const documentSchema = drawing.extend({
  components: z.record(identifier, component).optional(),
})

/** `{ "input": "name" }` in place of a value. */
export const inputReference = z.strictObject({ input: z.string() })
/** `{ "search": range }` in place of a value. */
export const searchReference = z.strictObject({ search: searchRange })

/** The key of an edge: what React and problem lists name it by. */
export const edgeKey = (edge: DocumentEdge): string =>
  `${edge.from.node}.${edge.from.port}>${edge.to.node}.${edge.to.port}`

export const emptyDocument = (): PipelineDocument => ({
  schemaVersion: 1,
  seed: 42,
  nodes: [],
  edges: [],
  inputs: {},
  groups: [],
})
