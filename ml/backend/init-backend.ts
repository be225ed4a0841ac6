import { createRequire } from 'node:module'
import { correctWasmKernels } from './kernels/correct-wasm.ts'
import { nativeTensorflowFolder } from './native-location.ts'
import { loadNative } from './native.ts'
import { type Tf, tf } from './tf.ts'

export type BackendName = 'tensorflow' | 'wasm'

/** The numeric engine of this process: what a run records and what enters the cache key of numeric nodes. */
export interface Backend {
  name: BackendName
  version: string
  tf: Tf
  /** Why the native engine was not taken, where it was not. */
  note: string | null
}

/** The engine that was asked for can't be had: the world's fault, not the drawing's. */
export class BackendError extends Error {
  readonly kind = 'operational'
  readonly code = 'backend_unavailable'
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'BackendError'
  }
}

export interface BackendOptions {
  /** `auto` (default) takes native TensorFlow where it loads, else WASM. */
  prefer?: BackendName | 'auto'
  /** Folder of a built `@tensorflow/tfjs-node` package outside node_modules. */
  nativePath?: string
}

let chosen: Promise<Backend> | undefined

/**
 * Chooses the engine once per process; later calls get the same one. Options not given are read from the environment:
 * MILLRACE_BACKEND (`auto`, `tensorflow`, `wasm`) and MILLRACE_TFJS_NODE_PATH; without the latter, what `npm run native`
 * built is looked for, then node_modules. Rejects with BackendError where the engine asked for can't be loaded.
 */
export function initBackend(options: BackendOptions = {}): Promise<Backend> {
  chosen ??= choose(options).catch((error: unknown) => {
    chosen = undefined
    throw error
  })
  return chosen
}

function parsePreference(value: string | undefined): BackendName | 'auto' {
  if (value === undefined || value === '' || value === 'auto') return 'auto'
  if (value === 'tensorflow' || value === 'wasm') return value
  throw new BackendError(`MILLRACE_BACKEND is "${value}". Set it to auto, tensorflow or wasm.`)
}

async function choose(options: BackendOptions): Promise<Backend> {
  const prefer = options.prefer ?? parsePreference(process.env.MILLRACE_BACKEND)
  if (prefer === 'wasm') return startWasm('WASM was asked for.')
  try {
    return await startNative(options.nativePath ?? nativeTensorflowFolder() ?? undefined)
  } catch (error) {
    if (prefer === 'tensorflow') {
      throw new BackendError(`Native TensorFlow can't be loaded: ${firstLine(error)}`, { cause: error })
    }
    return startWasm(`Native TensorFlow can't be loaded: ${firstLine(error)}`)
  }
}

async function startNative(nativePath: string | undefined): Promise<Backend> {
  loadNative(nativePath)
  if (!(await tf.setBackend('tensorflow'))) throw new Error('the backend did not start')
  await tf.ready()
  const backend = tf.backend() as unknown as { binding?: { TF_Version?: string } }
  const library = backend.binding?.TF_Version ?? 'unknown'
  return { name: 'tensorflow', version: `tfjs ${tf.version.tfjs}, tensorflow ${library}`, tf, note: null }
}

async function startWasm(note: string): Promise<Backend> {
  createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm')
  correctWasmKernels()
  if (!(await tf.setBackend('wasm'))) throw new BackendError("TensorFlow.js can't start its WASM backend.")
  await tf.ready()
  removeEmscriptenListeners()
  // Part of the version: results change when the corrected kernels do.
  return { name: 'wasm', version: `tfjs ${tf.version.tfjs}, kernels 2`, tf, note }
}

/**
 * The WASM module listens for the whole process's uncaught exceptions and rejections, only to throw them again from
 * inside its one-line source, which Node then prints in full. Errors are this process's own affair.
 */
function removeEmscriptenListeners(): void {
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (/ExitStatus|^function\s*\(reason\)\s*\{\s*throw reason/.test(String(listener))) {
        process.removeListener(event, listener)
      }
    }
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
