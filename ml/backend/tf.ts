import { createRequire } from 'node:module'
import type * as Tensorflow from '@tensorflow/tfjs'

/** The whole TensorFlow.js API. */
export type Tf = typeof Tensorflow

/**
 * The one copy of TensorFlow.js in this process. It is required, not imported: the native backend requires the same
 * CommonJS build, and both must share one engine. Tensors may be made only after `initBackend()`.
 */
export const tf: Tf = createRequire(import.meta.url)('@tensorflow/tfjs') as Tf
