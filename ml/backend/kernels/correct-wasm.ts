import type { KernelConfig } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import { fastBatchMatMul } from './batch-mat-mul.ts'
import { conv2dBackpropFilter } from './conv2d-backprop-filter.ts'
import { bridgeToCpu, listBridgedKernels } from './cpu-bridge.ts'
import { maxPoolGrad } from './max-pool-grad.ts'
import { unsortedSegmentSum } from './unsorted-segment-sum.ts'
import type { WasmKernel } from './wasm-kernel.ts'

const corrected: Readonly<Record<string, WasmKernel>> = {
  MaxPoolGrad: maxPoolGrad,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  UnsortedSegmentSum: unsortedSegmentSum,
}

/** Replaces the kernels that the WASM backend gets wrong or slow, and adds those it lacks. Call before its first use. */
export function correctWasmKernels(): void {
  const present = new Set(tf.getKernelsForBackend('wasm').map((kernel) => kernel.kernelName))
  for (const [kernelName, kernel] of Object.entries(corrected)) {
    if (present.has(kernelName)) tf.unregisterKernel(kernelName, 'wasm')
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: kernel as unknown as KernelConfig['kernelFunc'],
    })
  }
  const product = tf.getKernel('BatchMatMul', 'wasm')
  tf.unregisterKernel('BatchMatMul', 'wasm')
  tf.registerKernel(fastBatchMatMul(product))
  for (const kernelName of listBridgedKernels()) tf.registerKernel(bridgeToCpu(kernelName))
}
