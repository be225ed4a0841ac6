import type { Conv2DBackpropFilterAttrs, TensorInfo } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import type { WasmKernel, WasmKernelCall } from './wasm-kernel.ts'

/** Floats of one im2col buffer: the batch is worked through in chunks of at most this size (32 MB). */
const CHUNK_FLOATS = 8 * 1024 * 1024

/**
 * Gradient of a 2D convolution with respect to its filter, which the WASM backend lacks: patches of the input are laid
 * out as rows (im2col) and multiplied with `dy` by the backend's own matrix product. Channels last only, no dilation,
 * as everywhere in TensorFlow.js gradients. Returns [filterHeight, filterWidth, inChannels, outChannels].
 */
export const conv2dBackpropFilter: WasmKernel = (call) => {
  const { inputs, backend, attrs } = call
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo }
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
    attrs as unknown as Conv2DBackpropFilterAttrs
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  )
  if (info.dataFormat !== 'channelsLast') {
    throw new Error('Conv2DBackpropFilter supports channels last only')
  }
  const patch = info.filterHeight * info.filterWidth * info.inChannels
  const positions = info.outHeight * info.outWidth
  const perChunk = Math.max(1, Math.floor(CHUNK_FLOATS / (patch * positions)))
  const output = backend.makeOutput(info.filterShape, 'float32')
  backend.typedArrayFromHeap(output).fill(0)
  for (let from = 0; from < info.batchSize; from += perChunk) {
    const count = Math.min(perChunk, info.batchSize - from)
    const rows = count * positions
    const columns = backend.makeOutput([1, rows, patch], 'float32')
    const slice = backend.makeOutput([1, rows, info.outChannels], 'float32')
    fillPatches(backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(columns), info, from, count)
    const start = from * positions * info.outChannels
    backend
      .typedArrayFromHeap(slice)
      .set(backend.typedArrayFromHeap(dy).subarray(start, start + rows * info.outChannels))
    const product = multiply(call, columns, slice)
    const total = backend.typedArrayFromHeap(output)
    const part = backend.typedArrayFromHeap(product)
    for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (part[i] as number)
    for (const temporary of [columns, slice, product]) backend.disposeData(temporary.dataId)
  }
  return output
}

/** aᵀ · b by the backend's batched matrix product. */
function multiply({ backend }: WasmKernelCall, a: TensorInfo, b: TensorInfo): TensorInfo {
  const kernel = tf.getKernel('BatchMatMul', 'wasm').kernelFunc as unknown as WasmKernel
  return kernel({
    inputs: { a, b },
    backend,
    attrs: { transposeA: true, transposeB: false },
  }) as TensorInfo
}

type Conv2DInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>
type Floats = ArrayLike<number> & { [index: number]: number; fill(value: number): unknown }

function fillPatches(x: Floats, patches: Floats, info: Conv2DInfo, from: number, count: number): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info
  patches.fill(0)
  let at = 0
  for (let b = from; b < from + count; b++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - info.padInfo.left
        for (let fr = 0; fr < filterHeight; fr++) {
          const r = top + fr
          if (r < 0 || r >= inHeight) {
            at += filterWidth * inChannels
            continue
          }
          for (let fc = 0; fc < filterWidth; fc++) {
            const c = left + fc
            if (c < 0 || c >= inWidth) {
              at += inChannels
              continue
            }
            const base = ((b * inHeight + r) * inWidth + c) * inChannels
            for (let channel = 0; channel < inChannels; channel++) {
              patches[at++] = x[base + channel] as number
            }
          }
        }
      }
    }
  }
}
