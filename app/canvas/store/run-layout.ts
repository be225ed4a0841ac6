import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { NODE_WIDTH } from '../node-views.ts'
import type { Point } from './document.ts'
import type { LayoutTask } from './layout.ts'

export const layoutTask = (
  { nodes, edges }: PipelineDocument,
  heightOf: (type: string) => number,
  room?: LayoutTask['room'],
): LayoutTask => ({
  ...(room && { room }),
  nodes: nodes.map(({ id, type, position }) => ({
    id,
    ...position,
    width: NODE_WIDTH,
    height: heightOf(type),
  })),
  edges: edges.map(({ from, to }) => ({ from: from.node, to: to.node })),
})

/**
 * Lays a drawing out in a worker of the browser; where there are none (tests), here. The library is fetched when it is
 * first needed.
 */
export async function runLayout(task: LayoutTask): Promise<Record<string, Point>> {
  if (typeof Worker === 'undefined') return (await import('./layout.ts')).layOut(task)
  const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Record<string, Point>>) => resolve(data))
      worker.addEventListener('error', (event) => reject(new Error(event.message)))
      worker.postMessage(task)
    })
  } finally {
    worker.terminate()
  }
}
