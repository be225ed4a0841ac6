import type { MaxPoolGradAttrs, TensorInfo } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import type { WasmKernel } from './wasm-kernel.ts'

/**
 * Gradient of 2D max pooling, in place of the WASM kernel, which drops the gradient of every window whose maximum is
 * not positive. The first maximum of a window in row order receives its gradient, as in the CPU backend.
 * Inputs `dy` [batch, outHeight, outWidth, channels] and `input` [batch, height, width, channels]; returns the shape of `input`.
 */
export const maxPoolGrad: WasmKernel = ({ inputs, backend, attrs }) => {
  const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo }
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as MaxPoolGradAttrs
  const [batch, height, width, channels] = input.shape as [number, number, number, number]
  const info = tf.backend_util.computePool2DInfo(
    [batch, height, width, channels],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  )
  const output = backend.makeOutput(input.shape, 'float32')
  const x = backend.typedArrayFromHeap(input)
  const gradient = backend.typedArrayFromHeap(dy)
  const dx = backend.typedArrayFromHeap(output)
  dx.fill(0)
  let at = 0
  for (let b = 0; b < batch; b++) {
    for (let row = 0; row < info.outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top
      const rowFrom = Math.max(top, 0)
      const rowTo = Math.min(top + info.effectiveFilterHeight, height)
      for (let column = 0; column < info.outWidth; column++) {
        const left = column * info.strideWidth - info.padInfo.left
        const columnFrom = Math.max(left, 0)
        const columnTo = Math.min(left + info.effectiveFilterWidth, width)
        for (let channel = 0; channel < channels; channel++, at++) {
          let best = Number.NEGATIVE_INFINITY
          let bestAt = -1
          for (let r = rowFrom; r < rowTo; r++) {
            let from = ((b * height + r) * width + columnFrom) * channels + channel
            for (let c = columnFrom; c < columnTo; c++, from += channels) {
              const value = x[from] as number
              if (value > best || bestAt < 0) {
                best = value
                bestAt = from
              }
            }
          }
          if (bestAt >= 0) dx[bestAt] = (dx[bestAt] as number) + (gradient[at] as number)
        }
      }
    }
  }
  return output
}
