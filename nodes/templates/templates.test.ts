import { describe, expect, it } from 'vitest'
import { catalogue } from '../data/builtin/catalogue.ts'
import { definitions } from '../definitions.ts'
import { compile } from '../graph/compile.ts'
import { usesOf } from '../graph/pipeline-inputs.ts'
import { parseDocument } from '../graph/parse-document.ts'
import { taskOf } from './task.ts'
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

  it.each(templates)('$id reads its data set', ({ document, dataset }) => {
    const { propagation } = compile(document, { definitions, context: { sources: {} } })
    const read = [...propagation.nodes.values()].map(({ params }) => params['dataset'])
    expect(read).toContain(dataset)
  })

  it.each(templates.filter(({ task }) => task === 'classification' || task === 'regression'))(
    '$id trains for its task on its data set, and deploys',
    ({ document, dataset, task }) => {
      const { propagation } = compile(document, { definitions, context: { sources: {} } })
      expect(catalogue[dataset].task).toBe(task)
      expect(taskOf(document, propagation)).toBe(task)
      const model = propagation.nodes.get('deploy')?.inputs['model']
      expect(model).toMatchObject({ target: { name: catalogue[dataset].target } })
      expect(model).toMatchObject({
        request: catalogue[dataset].columns.filter((column) => column.role === 'feature'),
      })
    },
  )

  it.each(templates)('$id takes each of its parameters somewhere', ({ document }) => {
    for (const name of Object.keys(document.inputs)) expect(usesOf(document, name)).not.toEqual([])
  })

  it.each(templates)('$id leaves no two nodes in one place', ({ document }) => {
    const places = document.nodes.map(({ position }) => `${position.x},${position.y}`)
    expect(new Set(places).size).toBe(places.length)
  })
})
