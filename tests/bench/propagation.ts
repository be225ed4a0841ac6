import { analyse } from '../../app/canvas/store/analysis.ts'
import { definitions } from '../../nodes/definitions.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { propagate } from '../../nodes/graph/propagate.ts'
import { drawing } from '../kit/pipelines.ts'
import type { BenchContext } from './context.ts'
import { type BenchRow, benchRow, median } from './table.ts'

const NODES = 200
/** Calls before any counts, and calls whose median is one figure: a single call is too short to measure. */
const WARM_UP = 5
const CALLS = 20

/** A data set of 65 columns, then steps one after another, each of which looks at every column. */
function chain(): PipelineDocument {
  const ids = Array.from({ length: NODES - 1 }, (_, at) => `n${at}`)
  return drawing(
    Object.fromEntries([
      ['data', ['data.builtin', { dataset: 'digits' }] as const],
      ...ids.map((id) => [id, ['features.scale', { method: 'minmax' }] as const]),
    ]) as Parameters<typeof drawing>[0],
    ids.map((id, at) => `${at === 0 ? 'data' : ids[at - 1]}.table > ${id}.table`),
  )
}

/** The drawing with one node's parameters written anew, as an edit does. */
const edited = (
  document: PipelineDocument,
  id: string,
  params: PipelineDocument['nodes'][number]['params'],
): PipelineDocument => ({
  ...document,
  nodes: document.nodes.map((node) => (node.id === id ? { ...node, params } : node)),
})

function timeOf(rounds: number, call: (at: number) => void): number {
  for (let at = 0; at < WARM_UP; at++) call(at)
  const times = Array.from({ length: rounds * CALLS }, (_, at) => {
    const start = performance.now()
    call(at)
    return performance.now() - start
  })
  return median(times)
}

/** What a keystroke in a form costs before its columns stand at every port of a drawing. */
export function benchPropagation({ rounds }: BenchContext): Promise<BenchRow[]> {
  const options = { definitions, context: { sources: {} } }
  const document = chain()
  // By turns, so that every call changes something.
  const sources = ['pixel_0_1', 'pixel_0_2'].map((target) =>
    edited(document, 'data', { dataset: 'digits', target }),
  )
  const steps = ['robust', 'standard'].map((method) => edited(document, 'n0', { method }))
  const whole = timeOf(rounds, () => void propagate(document, options))
  let analysis = analyse(document, {})
  const readings = analysis.of.readings
  const typing = (documents: readonly PipelineDocument[]) =>
    timeOf(rounds, (at) => {
      analysis = analyse(documents[at % documents.length] ?? document, readings, analysis)
    })
  const note = 'One frame is 16 ms. With the problems on every node, as the canvas does it.'
  return Promise.resolve([
    benchRow(`Columns along ${NODES} nodes, nothing known before`, 'ms', { ours: whole }),
    benchRow('A keystroke that changes the columns of all', 'ms', { ours: typing(sources), note }),
    benchRow('A keystroke that changes no column', 'ms', { ours: typing(steps), note }),
  ])
}
