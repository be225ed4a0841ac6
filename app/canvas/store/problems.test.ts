import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import type { NodeRunView, RunDetail } from '../../../server/views.ts'
import { analyse } from './analysis.ts'
import { addNodes } from './document.ts'
import { createLiveRun } from './live-run.ts'
import { listProblems } from './problems.ts'

const document = addNodes(emptyDocument(), [
  { id: 'scale', type: 'features.scale', version: 1, params: {}, position: { x: 0, y: 0 } },
])
const failed: NodeRunView = {
  nodeId: 'scale',
  state: 'failed',
  attempt: 1,
  cacheKey: null,
  cachedFrom: null,
  outputs: null,
  progress: null,
  error: { kind: 'user', code: 'no_rows', message: 'No rows are left.' },
  startedAt: null,
  finishedAt: null,
}
const live = createLiveRun({
  planNodes: [],
  cards: [],
  nodes: { scale: failed, gone: { ...failed, nodeId: 'gone' } },
} as unknown as RunDetail)

describe('the list of problems', () => {
  it('has failures of the run first, then problems of the drawing', () => {
    const problems = listProblems(analyse(document, {}), live, {})
    expect(problems.map((problem) => [problem.origin, problem.nodeId])).toEqual([
      ['run', 'scale'],
      ['drawing', 'scale'],
    ])
  })
  it('forgets a failure once its node was edited', () => {
    const problems = listProblems(analyse(document, {}), live, { scale: 'Edited after run 1' })
    expect(problems.map((problem) => problem.origin)).toEqual(['drawing'])
  })
})
