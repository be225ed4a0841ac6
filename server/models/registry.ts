import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../drizzle/client.ts'
import { modelAliases, modelVersions } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'

/** What people say of a version; what is left out stays as it is. */
export const modelChanges = z.object({
  tags: z.array(z.string().max(200)).max(100).optional(),
  /** By heading; an empty text takes its heading away, headings that are not named stay. */
  notes: z.record(z.string().max(200), z.string()).optional(),
})

type ModelChanges = z.infer<typeof modelChanges>

const MAX_NAME = 40
const MAX_TAGS = 20
const MAX_HEADING = 60
const MAX_NOTE = 4_000
const MAX_NOTES = 20

/** An alias as it is kept: it stands in addresses and commands. Throws UserError `bad_alias`. */
export function readAlias(text: string): string {
  const alias = text.trim().toLowerCase()
  if (!/^[a-z][a-z0-9_-]{0,39}$/.test(alias))
    throw new UserError(
      'bad_alias',
      'An alias begins with a letter and has up to 40 letters a–z, digits, - and _, such as champion.',
      { field: 'alias' },
    )
  return alias
}

/** Tags as they are kept: trimmed, each once. Throws UserError `bad_tags`. */
export function readTags(tags: readonly string[]): string[] {
  const read = [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
  if (read.length > MAX_TAGS || read.some((tag) => tag.length > MAX_NAME || tag.includes(',')))
    throw new UserError(
      'bad_tags',
      'A version has up to 20 tags of up to 40 characters each, without commas.',
      { field: 'tags' },
    )
  return read
}

/** Notes after a change. Throws UserError `bad_notes`. */
export function changeNotes(
  before: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string>>,
): Record<string, string> {
  const notes = new Map(Object.entries(before))
  for (const [given, text] of Object.entries(changes)) {
    const heading = given.trim()
    if (heading === '' || heading.length > MAX_HEADING || text.length > MAX_NOTE)
      throw new UserError(
        'bad_notes',
        'A note has a heading of up to 60 characters and a text of up to 4000.',
        { field: 'notes' },
      )
    if (text.trim() === '') notes.delete(heading)
    else notes.set(heading, text.trim())
  }
  if (notes.size > MAX_NOTES)
    throw new UserError('bad_notes', 'A card has up to 20 notes. Put some of them together.', {
      field: 'notes',
    })
  return Object.fromEntries(notes)
}

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

async function lockVersion(tx: Transaction, id: string) {
  const [model] = await tx.select().from(modelVersions).where(eq(modelVersions.id, id)).for('update')
  if (!model) throw new UserError('not_found', 'There is no such model version.')
  return model
}

/**
 * Gives a version an alias; another version of the same model that had it has it no longer.
 * @throws UserError `not_found`, `bad_alias`
 */
export async function setModelAlias(db: Database, id: string, given: string): Promise<void> {
  const alias = readAlias(given)
  await db.transaction(async (tx) => {
    const { pipelineId, nodeId } = await lockVersion(tx, id)
    await tx
      .insert(modelAliases)
      .values({ pipelineId, nodeId, alias, modelVersionId: id })
      .onConflictDoUpdate({
        target: [modelAliases.pipelineId, modelAliases.nodeId, modelAliases.alias],
        set: { modelVersionId: id, updatedAt: new Date() },
      })
  })
}

/** Takes an alias from a version. Throws UserError `not_found` where that version does not have it. */
export async function removeModelAlias(db: Database, id: string, alias: string): Promise<void> {
  const gone = await db
    .delete(modelAliases)
    .where(and(eq(modelAliases.modelVersionId, id), eq(modelAliases.alias, alias.trim().toLowerCase())))
    .returning({ alias: modelAliases.alias })
  if (gone.length === 0) throw new UserError('not_found', `This version has no alias “${alias}”.`)
}

/** Changes tags or notes of a version. Throws UserError `not_found`, `bad_tags`, `bad_notes`. */
export async function changeModel(db: Database, id: string, changes: ModelChanges): Promise<void> {
  await db.transaction(async (tx) => {
    const { tags, notes } = await lockVersion(tx, id)
    await tx
      .update(modelVersions)
      .set({
        tags: changes.tags ? readTags(changes.tags) : tags,
        notes: changes.notes ? changeNotes(notes, changes.notes) : notes,
      })
      .where(eq(modelVersions.id, id))
  })
}
