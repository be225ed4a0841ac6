import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'

/** What a kernel of the WASM backend receives. Views of its heap are stale after the next allocation. */
export interface WasmKernelCall {
  inputs: NamedTensorInfoMap
  backend: BackendWasm
  attrs: NamedAttrMap
}
export type WasmKernel = (call: WasmKernelCall) => TensorInfo | TensorInfo[]
