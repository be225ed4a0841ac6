import { describe, expect, test } from 'vitest'
import { listDefinitions } from '../../nodes/definitions.ts'
import { options, soundDrawing } from '../../nodes/graph/drawings.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from '../../nodes/graph/document.ts'
import { edgeKey } from '../../nodes/graph/document.ts'
import { describeNode } from '../../nodes/graph/registry.ts'
import { compile } from '../../nodes/graph/compile.ts'
import { validate } from '../../nodes/graph/validate.ts'
import type { AnyNodeDefinition } from '../../nodes/kit/define.ts'
import { listFields } from '../canvas/store/form-fields.ts'
import { chinese } from './chinese.ts'

/** English words that are left of a translation: neither names nor quotes nor code, nor words that Chinese keeps. */
const KEPT =
  /\b(Millrace|Postgres|Parquet|JSON|CSV|TSV|UTF-\d+|Latin-1|RMSE|TPE|SMOTE|SQL|SELECT|FROM|input|id|true|false|if|null|TLS|Temporal|Dropout|ROC|AUC|MB|CNN|RNN|LSTM|GRU|MLP|[A-Z]\d|nope|my-endpoint|UTC)\b/g
const englishLeft = (text: string): string[] =>
  text
    .replaceAll(/\*[^*\n]+\*|“[^”]*”|"[^"]*"|`[^`]*`|\([^)]*\)/g, '')
    .replaceAll(/以下之一：.*/g, '')
    .replaceAll(/例如 weight .*|^\w+ = .*|^\w+\.(csv|parquet|jsonl)$/g, '')
    .replaceAll(KEPT, '')
    .match(/[A-Za-z’']{3,}/g) ?? []

/** Settings to try in a field: what it offers, and what no field takes. */
function* settings(definition: AnyNodeDefinition): Generator<Record<string, unknown>> {
  yield {}
  for (const { name, ui } of listFields(definition)) {
    if (ui.widget === 'choice') for (const choice of Object.keys(ui.labels)) yield { [name]: choice }
    for (const value of ['', 'nope', -1, 0, 1, 1e12, true, [], ['nope'], ['species'], ['body_mass_g'], {}])
      yield { [name]: value }
  }
}

const source: DocumentNode = {
  id: 'source',
  type: 'data.builtin',
  version: 1,
  params: {},
  position: { x: 0, y: 0 },
}

/** A sound drawing with one node more, wired to all that fit. */
function drawingWith(
  sound: PipelineDocument,
  definition: AnyNodeDefinition,
  params: Record<string, unknown>,
): PipelineDocument {
  const node: DocumentNode = {
    ...source,
    id: 'tried',
    type: definition.type,
    params: params as DocumentNode['params'],
  }
  const makers = sound.nodes.flatMap((maker) => {
    const made = listDefinitions().find((one) => one.type === maker.type)
    return Object.entries(made?.outputs ?? {}).map(([port, spec]) => ({
      node: maker.id,
      port,
      type: spec.type,
    }))
  })
  const edges = Object.entries(definition.inputs).flatMap(([port, spec]): DocumentEdge[] => {
    const maker = makers.find(({ type }) => type === spec.type)
    return maker ? [{ from: { node: maker.node, port: maker.port }, to: { node: 'tried', port } }] : []
  })
  return { ...sound, nodes: [...sound.nodes, node], edges: [...sound.edges, ...edges] }
}

/** What is said of drawings that are broken in every way that comes to mind. */
function saidOfBroken(): Set<string> {
  const said = new Set<string>()
  const sound = soundDrawing()
  // What a drawing shares with the sound one is not looked at anew.
  const { propagation } = validate(sound, options)
  const read = (document: PipelineDocument): void => {
    for (const { message } of validate(document, options, propagation).problems) said.add(message)
  }
  for (const { message } of compile({ ...sound, nodes: [], edges: [] }, options).problems) said.add(message)
  read({ ...sound, nodes: [], edges: [] })
  for (const gone of sound.nodes) read({ ...sound, nodes: sound.nodes.filter((node) => node !== gone) })
  for (const gone of sound.edges)
    read({ ...sound, edges: sound.edges.filter((edge) => edgeKey(edge) !== edgeKey(gone)) })
  for (const edge of sound.edges) {
    read({ ...sound, edges: [...sound.edges, { from: edge.from, to: { ...edge.to, port: 'nowhere' } }] })
    read({ ...sound, edges: [...sound.edges, { from: { ...edge.from, port: 'nothing' }, to: edge.to }] })
    read({
      ...sound,
      edges: [...sound.edges, { from: { ...edge.to, port: 'table' }, to: { ...edge.from, port: 'table' } }],
    })
  }
  read({ ...sound, nodes: sound.nodes.map((node) => ({ ...node, version: 99 })) })
  read({ ...sound, nodes: sound.nodes.map((node) => ({ ...node, type: `${node.type}-gone` })) })
  for (const definition of listDefinitions())
    for (const params of settings(definition)) {
      read(drawingWith(sound, definition, params))
      read({
        ...sound,
        nodes: [{ ...source, id: 'alone', type: definition.type, params: params as DocumentNode['params'] }],
        edges: [],
      })
    }
  return said
}

describe('Chinese messages', () => {
  test('cover what is said of broken drawings', () => {
    const said = [...saidOfBroken()]
    expect(said.length).toBeGreaterThan(100)
    const left = said.filter((message) => englishLeft(chinese.message(message)).length > 0)
    expect(left.map((message) => `${message} → ${chinese.message(message)}`)).toEqual([])
  })

  test('cover the line on every card', () => {
    const lines = listDefinitions().flatMap((definition) =>
      [...settings(definition)].flatMap((params) => {
        const parsed = definition.params.safeParse(params)
        return parsed.success ? [describeNode(definition, parsed.data)] : []
      }),
    )
    const left = lines.filter((line) => englishLeft(chinese.message(line)).length > 0)
    expect([...new Set(left)].map((line) => `${line} → ${chinese.message(line)}`)).toEqual([])
  })

  test.each([
    [
      'Column "age", line 7: "n/a" is not a number. Correct the value in the file, or set the type of the column to text or category.',
      '列 "age"，第 7 行："n/a" 不是数字。请修正文件中的值，或将该列的类型设为文本或类别。',
    ],
    [
      'The training diverged in epoch 3: the loss is no longer a number. Lower the learning rate (it is 0.5), and scale the number columns before Train.',
      '训练在第 3 轮发散：损失不再是数字。请降低学习率（当前为 0.5），并在“训练”之前缩放数字列。',
    ],
    [
      '*note* and *day* are left out: a neural network reads numbers, categories and yes/no columns, not texts and dates or times. Drop them, or make numbers of them.',
      '*note*、*day* 被忽略：神经网络只读取数字、类别、是/否列，不读取文本、日期、时间。请删除它们，或将它们转换为数字。',
    ],
    [
      'That would go round in a circle: *Scale* → *Split* → *Scale*.',
      '这会形成环路：*缩放* → *拆分* → *缩放*。',
    ],
    [
      "This drawing can't run yet: The drawing is empty. (and 1 more)",
      '此流程图还不能运行：流程图是空的。（另有 1 个问题）',
    ],
    [
      'No setting behind *Tune* is a range, so it passes the model on as it is. To search, open the menu of a setting before it and choose *Search a range*; otherwise *Tune* can be taken out.',
      '*超参数调优*之前没有设置是范围，因此它会原样传出模型。若要搜索，请打开它之前某项设置的菜单并选择*搜索范围*；否则可以去掉*超参数调优*。',
    ],
    ['Skipped, because “Train” did not finish.', '已跳过，因为“训练”未完成。'],
    ['There is nothing like it anywhere.', 'There is nothing like it anywhere.'],
  ])('says %s', (english, expected) => {
    expect(chinese.message(english)).toBe(expected)
  })
})
