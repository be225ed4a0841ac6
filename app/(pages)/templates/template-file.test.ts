import { describe, expect, it } from 'vitest'
import { templates } from '../../../nodes/templates/templates.ts'
import { viewOfTemplate } from '../../../nodes/templates/view.ts'
import { formatTemplate, parseTemplate } from './template-file.ts'

describe('a template as a file', () => {
  it.each(templates)('$id comes back as it went', (template) => {
    const { title, description, document } = template
    expect(parseTemplate(formatTemplate(viewOfTemplate(template)), 'x.json')).toMatchObject({
      title,
      description,
      document,
    })
  })

  it('may be a bare drawing, called by its file’s name', () => {
    const { document } = templates[0]!
    expect(parseTemplate(JSON.stringify(document), 'my.drawing.json')).toEqual({
      title: 'my.drawing',
      description: '',
      document,
    })
  })

  it.each(['', '{', '[]', '{"millrace":"template/1","title":"x"}'])('is nothing else: %s', (text) => {
    expect(parseTemplate(text, 'x.json')).toBeNull()
  })
})
