import { describe, expect, it } from 'vitest'
import { catalogue } from '../data/builtin/catalogue.ts'
import { definitions } from '../definitions.ts'
import { compile } from '../graph/compile.ts'
import { parseDocument } from '../graph/parse-document.ts'
import { templates } from './templates.ts'

describe('templates', () => {
  it('have ids of their own', () => {
    expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length)
  })

  it.each(templates)('$id is a well-formed document', ({ document }) => {
    expect(parseDocument(JSON.parse(JSON.stringify(document)))).toEqual({ ok: true, document })
  })

  it.each(templates)('$id compiles without a single problem', ({ document }) => {
    const { plan, problems } = compile(document, { definitions, context: { sources: {} } })
    expect(problems).toEqual([])
    expect(plan?.nodes).toHaveLength(document.nodes.length)
  })

  it.each(templates)(
    '$id trains for its task on its data set, and deploys',
    ({ document, dataset, task }) => {
      const { propagation } = compile(document, { definitions, context: { sources: {} } })
      const data = propagation.nodes.get('data')
      expect(data?.params['dataset']).toBe(dataset)
      expect(catalogue[dataset].task).toBe(task)
      const model = propagation.nodes.get('deploy')?.inputs['model']
      expect(model).toMatchObject({ target: { name: catalogue[dataset].target } })
      expect(model).toMatchObject({
        request: catalogue[dataset].columns.filter((column) => column.role === 'feature'),
      })
    },
  )

  it.each(templates)('$id leaves no two nodes in one place', ({ document }) => {
    const places = document.nodes.map(({ position }) => `${position.x},${position.y}`)
    expect(new Set(places).size).toBe(places.length)
  })
})
