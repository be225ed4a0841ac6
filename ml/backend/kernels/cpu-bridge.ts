import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import type { WasmKernel } from './wasm-kernel.ts'

/** Complex tensors have no form in the WASM backend; these stay unregistered and say so when called. */
const complexKernels = new Set(['Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real'])

/** Kernels of the CPU backend that the WASM backend has none of and that a bridge can lend it. */
export function listBridgedKernels(): string[] {
  const present = new Set(tf.getKernelsForBackend('wasm').map((kernel) => kernel.kernelName))
  return tf
    .getKernelsForBackend('cpu')
    .map((kernel) => kernel.kernelName)
    .filter((name) => !present.has(name) && !complexKernels.has(name))
    .sort()
}

/** The parts of the CPU backend that the bridge uses. */
interface CpuBackend {
  firstUse: boolean
  makeTensorInfo(shape: number[], dtype: TensorInfo['dtype'], values: unknown): TensorInfo
  readSync(dataId: object): Parameters<Parameters<WasmKernel>[0]['backend']['write']>[0]
  disposeData(dataId: object): boolean
}

/** A WASM kernel that copies its inputs to the CPU backend, runs that backend's kernel and copies the outputs back. */
export function bridgeToCpu(kernelName: string): KernelConfig {
  const bridged: WasmKernel = ({ inputs, backend, attrs }) => {
    const cpu = tf.findBackend('cpu') as unknown as CpuBackend
    // The CPU backend greets its first user with an advertisement.
    cpu.firstUse = false
    const kernel = tf.getKernel(kernelName, 'cpu').kernelFunc as unknown as (call: {
      inputs: NamedTensorInfoMap
      backend: CpuBackend
      attrs: typeof attrs
    }) => TensorInfo | TensorInfo[]
    // Kernels of many inputs (einsum, raggeds) receive an array.
    const copies = (Array.isArray(inputs) ? [] : {}) as NamedTensorInfoMap
    for (const [name, input] of Object.entries(inputs)) {
      if (input === undefined || input === null) continue
      copies[name] = cpu.makeTensorInfo(input.shape, input.dtype, backend.readSync(input.dataId))
    }
    const result = kernel({ inputs: copies, backend: cpu, attrs })
    const outputs = (Array.isArray(result) ? result : [result]).map((output) => {
      const values = cpu.readSync(output.dataId)
      cpu.disposeData(output.dataId)
      return backend.makeOutput(output.shape, output.dtype, undefined, values ?? undefined)
    })
    for (const copy of Object.values(copies)) if (copy) cpu.disposeData(copy.dataId)
    return Array.isArray(result) ? outputs : (outputs[0] as TensorInfo)
  }
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: bridged as unknown as KernelConfig['kernelFunc'],
  }
}
