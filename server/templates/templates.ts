import { desc, eq } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { savedTemplates } from '../../drizzle/schema.ts'
import { definitions } from '../../nodes/definitions.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { describeInputs } from '../../nodes/graph/pipeline-inputs.ts'
import { propagate } from '../../nodes/graph/propagate.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { taskOf } from '../../nodes/templates/task.ts'
import { templates } from '../../nodes/templates/templates.ts'
import { type TemplateView, viewOfTemplate } from '../../nodes/templates/view.ts'

const MAX_SAVED = 500

function viewOfSaved(row: typeof savedTemplates.$inferSelect): TemplateView {
  const { id, title, description, document } = row
  return {
    id,
    source: 'saved',
    title,
    question: null,
    description,
    task: taskOf(document, propagate(document, { definitions, context: { sources: {} } })),
    dataset: null,
    parameters: describeInputs(document, definitions),
    document,
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** Saved templates, last changed first, then those that come with the product. */
export async function listTemplates(db: Database): Promise<TemplateView[]> {
  const rows = await db.select().from(savedTemplates).orderBy(desc(savedTemplates.updatedAt)).limit(MAX_SAVED)
  return [...rows.map(viewOfSaved), ...templates.map(viewOfTemplate)]
}

/** A template by id, saved or built in. Throws UserError `not_found`. */
export async function getTemplate(db: Database, id: string): Promise<TemplateView> {
  const builtIn = templates.find((template) => template.id === id)
  if (builtIn) return viewOfTemplate(builtIn)
  const [row] = await db.select().from(savedTemplates).where(eq(savedTemplates.id, id))
  if (!row) throw new UserError('not_found', 'There is no such template. It may have been deleted.')
  return viewOfSaved(row)
}

function checkTitle(title: string): string {
  const trimmed = title.trim()
  if (trimmed.length === 0 || trimmed.length > 120)
    throw new UserError('title', 'A template’s title has 1 to 120 characters.', { field: 'title' })
  return trimmed
}

/** Keeps a drawing to begin others from; its `inputs` are what *Use* asks for. */
export async function saveTemplate(
  db: Database,
  request: { title: string; description?: string | undefined; document: PipelineDocument },
): Promise<TemplateView> {
  if (request.document.nodes.length === 0)
    throw new UserError('empty_template', 'The drawing is empty: there is nothing to begin from.')
  const [row] = await db
    .insert(savedTemplates)
    .values({
      id: crypto.randomUUID(),
      title: checkTitle(request.title),
      description: request.description?.trim() ?? '',
      document: request.document,
    })
    .returning()
  return viewOfSaved(row!)
}

/** Only saved templates change. */
async function requireSaved(db: Database, id: string): Promise<void> {
  const { source } = await getTemplate(db, id)
  if (source !== 'saved')
    throw new UserError(
      'built_in',
      'This template comes with Millrace. Use it, and save the drawing as your own.',
    )
}

/** Another title or description. */
export async function changeTemplate(
  db: Database,
  request: { id: string; title?: string | undefined; description?: string | undefined },
): Promise<TemplateView> {
  await requireSaved(db, request.id)
  const { title, description } = request
  await db
    .update(savedTemplates)
    .set({
      ...(title !== undefined && { title: checkTitle(title) }),
      ...(description !== undefined && { description: description.trim() }),
      updatedAt: new Date(),
    })
    .where(eq(savedTemplates.id, request.id))
  return getTemplate(db, request.id)
}

/** Pipelines that were made from it stay as they are. */
export async function deleteTemplate(db: Database, id: string): Promise<void> {
  await requireSaved(db, id)
  await db.delete(savedTemplates).where(eq(savedTemplates.id, id))
}
