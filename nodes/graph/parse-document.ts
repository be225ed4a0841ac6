import type { z } from 'zod'
import type { PipelineDocument } from './document.ts'
import { documentSchema } from './document.ts'

export interface DocumentIssue {
  /** Where in the JSON: `nodes[2].params`; empty for the document as a whole. */
  path: string
  message: string
}

export type ParsedDocument =
  | { ok: true; document: PipelineDocument }
  | { ok: false; message: string; issues: readonly DocumentIssue[] }

export const SCHEMA_VERSION = 1

type Migration = (document: Record<string, unknown>) => Record<string, unknown>

/** By the schema version that a document was saved with: turns it into one of the next version. None yet. */
const migrations: Readonly<Record<number, Migration>> = {}

const refuse = (message: string, issues: readonly DocumentIssue[] = []): ParsedDocument => ({
  ok: false,
  message,
  issues,
})

/**
 * A drawing out of JSON that came from outside (a file, the API, the database): brought to the current schema version,
 * then checked. What it says of nodes and connections is `validate`'s affair.
 */
export function parseDocument(input: unknown): ParsedDocument {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refuse('This is not a drawing: it must be a JSON object with nodes and edges.')
  }
  let document = input as Record<string, unknown>
  const version = document['schemaVersion']
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return refuse('This is not a drawing: it has no schemaVersion.')
  }
  if (version > SCHEMA_VERSION) {
    return refuse(
      `This drawing was saved by a newer Millrace (schema version ${version}; this one reads up to ${SCHEMA_VERSION}). Update Millrace to open it.`,
    )
  }
  try {
    for (let from = version; from < SCHEMA_VERSION; from++)
      document = migrations[from]?.(document) ?? document
    const parsed = documentSchema.safeParse(document)
    if (parsed.success) return { ok: true, document: parsed.data }
    const issues = parsed.error.issues.map(toIssue)
    const [first] = issues
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
    return refuse(
      `This drawing is not well formed: ${first?.path ? `${first.path}: ` : ''}${first?.message ?? ''}${more}.`,
      issues,
    )
  } catch (error) {
    // Parameters nested thousands deep exhaust the stack.
    if (error instanceof RangeError) return refuse('This drawing is nested too deeply to be read.')
    throw error
  }
}

const toIssue = (issue: z.core.$ZodIssue): DocumentIssue => ({
  path: issue.path.reduce<string>(
    (path, step) => (typeof step === 'number' ? `${path}[${step}]` : `${path}${path && '.'}${String(step)}`),
    '',
  ),
  message: issue.message,
})
