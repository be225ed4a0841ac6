import { z } from 'zod'
import { documentSchema } from '../../../nodes/graph/document.ts'
import type { TemplateView } from '../../../nodes/templates/view.ts'

/** A template as a file, so that it travels from one Millrace to another. */
const templateFile = z.object({
  millrace: z.literal('template/1'),
  title: z.string(),
  description: z.string(),
  document: documentSchema,
})
export type TemplateFile = z.infer<typeof templateFile>

export const formatTemplate = ({ title, description, document }: TemplateView): string =>
  `${JSON.stringify({ millrace: 'template/1', title, description, document } satisfies TemplateFile, null, 2)}\n`

/** Reads such a file, or a bare drawing, which then is called by the file's name; null for anything else. */
export function parseTemplate(text: string, fileName: string): Omit<TemplateFile, 'millrace'> | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const file = templateFile.safeParse(json)
  if (file.success) return file.data
  const document = documentSchema.safeParse(json)
  const title = fileName.replace(/\.[^.]*$/, '')
  return document.success ? { title, description: '', document: document.data } : null
}
