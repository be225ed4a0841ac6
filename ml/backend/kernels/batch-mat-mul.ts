import type { BatchMatMulAttrs, KernelConfig, TensorInfo } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import type { WasmKernel } from './wasm-kernel.ts'

/** Below so many multiplications a transposed product costs less than its transposition. */
const MIN_PRODUCTS = 4096

/**
 * The WASM backend's matrix product with its transposed forms made fast: the stock kernel leaves XNNPACK as soon as
 * either side is transposed, as it always is in gradients, and is then 5 to 25 times slower than transposing first.
 */
export function fastBatchMatMul(stock: KernelConfig): KernelConfig {
  const multiply = stock.kernelFunc as unknown as WasmKernel
  const kernel: WasmKernel = (call) => {
    const { inputs, backend, attrs } = call
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo }
    const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs
    if ((!transposeA && !transposeB) || !isWorthIt(a, b, transposeB)) return multiply(call)
    const left = transposeA ? transpose(a, call) : a
    const right = transposeB ? transpose(b, call) : b
    const product = multiply({
      inputs: { a: left, b: right },
      backend,
      attrs: { transposeA: false, transposeB: false },
    })
    if (transposeA) backend.disposeData(left.dataId)
    if (transposeB) backend.disposeData(right.dataId)
    return product
  }
  return { ...stock, kernelFunc: kernel as unknown as KernelConfig['kernelFunc'] }
}

/** XNNPACK takes single matrices only. */
function isWorthIt(a: TensorInfo, b: TensorInfo, transposeB: boolean): boolean {
  const single = ({ shape }: TensorInfo) => shape.slice(0, -2).every((size) => size === 1)
  const columns = b.shape.at(transposeB ? -2 : -1) as number
  return single(a) && single(b) && tf.util.sizeFromShape(a.shape) * columns >= MIN_PRODUCTS
}

/** Swaps the last two dimensions, into memory of its own. */
function transpose(x: TensorInfo, { backend }: Parameters<WasmKernel>[0]): TensorInfo {
  const rank = x.shape.length
  const perm = [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]
  const kernel = tf.getKernel('Transpose', 'wasm').kernelFunc as unknown as WasmKernel
  return kernel({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo
}
