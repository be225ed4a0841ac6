import type { TensorInfo, UnsortedSegmentSumAttrs } from '@tensorflow/tfjs'
import type { WasmKernel } from './wasm-kernel.ts'

/**
 * Sums rows by segment: the gradient of gather and so of embeddings, which the WASM backend lacks. `segmentIds` is of
 * rank one; ids outside 0…numSegments−1 are left out. Returns [numSegments, …rest of x's shape].
 */
export const unsortedSegmentSum: WasmKernel = ({ inputs, backend, attrs }) => {
  const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo }
  const { numSegments } = attrs as unknown as UnsortedSegmentSumAttrs
  if (segmentIds.shape.length !== 1) throw new Error('UnsortedSegmentSum takes segment ids of rank one')
  const rest = x.shape.slice(1)
  const width = rest.reduce((product, size) => product * size, 1)
  const output = backend.makeOutput([numSegments, ...rest], x.dtype)
  const sums = backend.typedArrayFromHeap(output)
  const values = backend.typedArrayFromHeap(x)
  const ids = backend.typedArrayFromHeap(segmentIds)
  sums.fill(0)
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number
    if (id < 0 || id >= numSegments) continue
    for (let i = 0; i < width; i++) {
      sums[id * width + i] = (sums[id * width + i] as number) + (values[row * width + i] as number)
    }
  }
  return output
}
