import fc from 'fast-check'
import { definitions } from '../definitions.ts'
import type { NodeType } from '../definitions.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from './document.ts'

/** Random drawings for property tests. */

const types = Object.keys(definitions) as NodeType[]

const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<DocumentNode['params'][string]>

/** Parameters of a type: mostly left at their defaults, some set to anything at all, some by reference. */
const paramsOf = (type: string): fc.Arbitrary<DocumentNode['params']> => {
  const known = Object.hasOwn(definitions, type)
    ? Object.keys(definitions[type as NodeType].params.shape)
    : []
  const value = fc.oneof(
    json,
    fc.constant({ input: 'known' }),
    fc.constant({ input: 'unknown' }),
    fc.constant({ search: { kind: 'linear' as const, min: 0, max: 1 } }),
  )
  const name = known.length > 0 ? fc.constantFrom(...known, '__proto__', 'other') : fc.constant('other')
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.dictionary(name, value, { maxKeys: 2, noNullPrototype: true }) },
  )
}

const position = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) })

/** Few ids, so that doubles and missing nodes are common; some that are names of every object's properties. */
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'constructor', 'toString')

const nodeOf = (type: string): fc.Arbitrary<DocumentNode> =>
  fc.record(
    {
      id,
      type: fc.constant(type),
      version: fc.integer({ min: 1, max: 2 }),
      params: paramsOf(type),
      position,
      title: fc.constantFrom('One', 'Two'),
      seedSalt: fc.constantFrom('', 'salt'),
    },
    { requiredKeys: ['id', 'type', 'version', 'params', 'position'] },
  )

const portName = fc.constantFrom('table', 'model', 'blueprint', 'report', 'transform', 'signal', 'toString')
const end = fc.record({ node: id, port: portName })
const edge: fc.Arbitrary<DocumentEdge> = fc.record({ from: end, to: end })

const inputs: PipelineDocument['inputs'] = { known: { type: 'number', default: 0.2 } }

/** Anything that parses as a document: unknown types, circles, dangling and doubled edges, nonsense parameters. */
export const wildDocument: fc.Arbitrary<PipelineDocument> = fc
  .record({
    nodes: fc.array(fc.constantFrom<string>(...types, 'no.such', 'constructor').chain(nodeOf), {
      maxLength: 10,
    }),
    edges: fc.array(edge, { maxLength: 16 }),
    seed: fc.nat(),
  })
  .map((drawn) => ({ schemaVersion: 1, inputs, groups: [], ...drawn }))

const bare = (type: NodeType, at: number, params: DocumentNode['params'] = {}): DocumentNode => ({
  id: `n${at}`,
  type,
  version: 1,
  params,
  position: { x: at, y: 0 },
})

/**
 * Drawings made as a careful person makes them: each required input is fed by an earlier output of its type where
 * there is one. Nodes and edges are then shuffled. Many of them compile.
 */
export const tidyDocument: fc.Arbitrary<PipelineDocument> = fc
  .record({
    chosen: fc.array(fc.record({ type: fc.constantFrom(...types), pick: fc.nat() }), { maxLength: 12 }),
    seed: fc.nat(),
    from: fc.constantFrom('penguins', 'diabetes'),
  })
  .chain(({ chosen, seed, from }) => {
    const first: DocumentNode = { ...bare('data.builtin', 0), params: { dataset: from } }
    const nodes = [first, bare('split.split', 1), bare('models.mlp', 2)]
    const edges: DocumentEdge[] = [{ from: { node: 'n0', port: 'table' }, to: { node: 'n1', port: 'table' } }]
    for (const { type, pick } of chosen) {
      // A file and a database have to be chosen by hand, and rows are split once.
      if (['data.file', 'data.images', 'data.postgres', 'split.split'].includes(type)) continue
      const wanted = Object.entries(definitions[type].inputs)
      const found = wanted.map(([port, spec]) => {
        const fitting = nodes.slice(1).flatMap((node) =>
          Object.entries(definitions[node.type as NodeType].outputs)
            .filter(([, output]) => output.type === spec.type)
            .map(([name]) => ({ node: node.id, port: name })),
        )
        return { port, source: fitting[fitting.length - 1 - (pick % Math.max(1, fitting.length))] }
      })
      if (found.some(({ source }) => !source)) continue
      const node = bare(type, nodes.length)
      nodes.push(node)
      for (const { port, source } of found) {
        if (source) edges.push({ from: source, to: { node: node.id, port } })
      }
    }
    return fc.record({
      nodes: fc.shuffledSubarray(nodes, { minLength: nodes.length }),
      edges: fc.shuffledSubarray(edges, { minLength: edges.length }),
      seed: fc.constant(seed),
    })
  })
  .map((drawn) => ({ schemaVersion: 1, inputs, groups: [], ...drawn }))

const range = (min: number, max: number) => ({ search: { kind: 'linear' as const, min, max } })

/**
 * Drawings in which much is made again: models out of fitted steps, alone or together, some with out-of-fold
 * predictions, and behind them searches, cross-validations and what hands a model on, in any order.
 */
export const refittedDocument: fc.Arbitrary<PipelineDocument> = fc
  .record({
    steps: fc.array(fc.constantFrom('features.scale', 'features.pca', 'features.bin'), { maxLength: 2 }),
    crossFit: fc.constantFrom(0, 3),
    together: fc.boolean(),
    searched: fc.subarray(['models.mlp', 'models.linear', 'features.scale', 'features.pca']),
    behind: fc.array(
      fc.constantFrom(
        'train.tune',
        'train.tune',
        'evaluate.cross-validate',
        'evaluate.gate',
        'compress.quantise',
        'deploy.predict',
      ),
      { minLength: 1, maxLength: 4 },
    ),
    objective: fc.constantFrom('validation', 'folds'),
    pick: fc.nat({ max: 2 }),
  })
  .map(({ steps, crossFit, together, searched, behind, objective, pick }) => {
    const nodes: DocumentNode[] = []
    const edges: DocumentEdge[] = []
    const params: Record<string, DocumentNode['params']> = {
      'data.builtin': { dataset: 'penguins' },
      'models.mlp': { dropout: range(0, 0.5) },
      'models.linear': { l2: range(0.1, 2) },
      'features.scale': { method: { search: { kind: 'choice', options: ['standard', 'minmax'] } } },
      'features.pca': { count: { search: { kind: 'integer', min: 1, max: 2 } } },
      'train.train': { crossFit },
      'train.tune': { objective, folds: 3 },
    }
    /** Adds a node that is fed through ports from nodes by their ids. */
    const add = (type: NodeType, ...fed: [port: string, from: string, at?: string][]): string => {
      const isPlain = /^(models|features)/.test(type) && !searched.some((each) => each === type)
      const node = bare(type, nodes.length, isPlain ? {} : params[type])
      nodes.push(node)
      for (const [port, from, at = port] of fed)
        edges.push({ from: { node: from, port: at }, to: { node: node.id, port } })
      return node.id
    }
    const split = add('split.split', ['table', add('data.builtin')])
    let table = split
    for (const step of steps) table = add(step as NodeType, ['table', table])
    const train = (blueprint: NodeType, from: string) =>
      add('train.train', ['table', from], ['blueprint', add(blueprint)])
    const made = [train('models.mlp', table)]
    if (together) {
      made.push(train('models.linear', split))
      const models = made.map((from): [string, string, string] => ['models', from, 'model'])
      made.push(add('combine.ensemble', ['table', split], ...models))
    }
    for (const type of behind) {
      // Mostly behind what came last.
      const model = made[made.length - 1 - (pick % 2 === 0 ? 0 : pick % made.length)] as string
      if (type === 'evaluate.gate') {
        const report = add('evaluate.evaluate', ['model', model], ['table', table])
        made.push(add(type, ['model', model], ['report', report]))
      } else if (type === 'deploy.predict') {
        const answered = add(type, ['model', model], ['table', table])
        made.push(train('models.linear', answered))
      } else if (type === 'evaluate.cross-validate') add(type, ['model', model])
      else made.push(add(type as NodeType, ['model', model]))
    }
    return { schemaVersion: 1, seed: 1, inputs, groups: [], nodes, edges }
  })

/**
 * Drawings with a loop: a table, perhaps prepared, parted or gone through with values; in it steps and models, some with
 * folds of their own; behind it what takes the table that is gathered, or another loop. Some wires leave the loop.
 */
export const loopedDocument: fc.Arbitrary<PipelineDocument> = fc
  .record({
    over: fc.constantFrom('partitions', 'values'),
    before: fc.constantFrom('none', 'scale', 'split'),
    steps: fc.array(fc.constantFrom('clean.missing', 'features.scale', 'features.pca'), { maxLength: 2 }),
    trained: fc.boolean(),
    crossFit: fc.constantFrom(0, 3),
    judge: fc.constantFrom('evaluate.evaluate', 'evaluate.cross-validate'),
    behind: fc.constantFrom('none', 'train', 'loop'),
    leak: fc.constantFrom('none', 'none', 'none', 'out', 'search'),
  })
  .map(({ over, before, steps, trained, crossFit, judge, behind, leak }) => {
    const nodes: DocumentNode[] = []
    const edges: DocumentEdge[] = []
    const add = (
      type: NodeType,
      params: DocumentNode['params'],
      ...fed: [port: string, from: string, at?: string][]
    ): string => {
      const node = bare(type, nodes.length, params)
      nodes.push(node)
      for (const [port, from, at = port] of fed)
        edges.push({ from: { node: from, port: at }, to: { node: node.id, port } })
      return node.id
    }
    const rate = { input: 'known' }
    let table = add('data.builtin', { dataset: 'penguins' })
    if (before === 'split') table = add('split.split', {}, ['table', table])
    if (before === 'scale') table = add('features.scale', {}, ['table', table])
    const first: DocumentNode['params'] =
      over === 'values' ? { over, input: 'known', values: '0.1\n0.3' } : { column: 'island' }
    table = add('control.for-each', first, ['table', table])
    const each = table
    for (const step of steps) table = add(step as NodeType, {}, ['table', table])
    const ends: [string, string, string?][] = [['table', table]]
    if (trained) {
      if (before !== 'split') table = add('split.split', {}, ['table', table])
      const dropout = leak === 'search' ? range(0, 0.5) : over === 'values' ? rate : 0
      const model = add(
        'train.train',
        { crossFit },
        ['table', table],
        ['blueprint', add('models.mlp', { dropout })],
      )
      const report =
        judge === 'evaluate.evaluate'
          ? add(judge, {}, ['model', model], ['table', table])
          : add(judge as NodeType, {}, ['model', model])
      ends.push(['report', report])
      if (leak === 'out') add('deploy.predict', {}, ['model', model], ['table', each])
      if (leak === 'search') add('train.tune', {}, ['model', model])
    }
    const gathered = add('control.gather', {}, ...ends)
    if (behind === 'train')
      add('train.train', { crossFit }, ['table', gathered], ['blueprint', add('models.mlp', {})])
    if (behind === 'loop')
      add('control.gather', {}, ['table', add('control.for-each', { column: 'item' }, ['table', gathered])])
    return { schemaVersion: 1, seed: 1, inputs, groups: [], nodes, edges }
  })
