import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { nativeTensorflowFolder } from '../../ml/backend/native-location.ts'
import { loadNative } from '../../ml/backend/native.ts'
import { tf } from '../../ml/backend/tf.ts'

/**
 * What a person would write by hand: the same network with stock TensorFlow.js and `fit`, on numbers that lie ready
 * in memory. Run as a process of its own, so that none of our kernels are in it; prints milliseconds.
 */
export interface BareTraining {
  /** Float32, rows × inputs. */
  x: string
  /** Float32, class indices. */
  y: string
  rows: number
  inputs: number
  classes: number
  layers: { units: number; activation: 'relu' }[]
  epochs: number
  batchSize: number
  learningRate: number
  backend: string
}

async function main(training: BareTraining): Promise<number> {
  if (training.backend === 'tensorflow') loadNative(nativeTensorflowFolder() ?? undefined)
  else createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm')
  await tf.setBackend(training.backend)
  await tf.ready()
  const floats = (path: string) => new Float32Array(new Uint8Array(readFileSync(path)).buffer)
  const [matrix, labels] = [floats(training.x), floats(training.y)]
  let elapsed = 0
  // The first round is for warming up.
  for (const epochs of [1, training.epochs]) {
    const startedAt = performance.now()
    const model = tf.sequential()
    for (const [index, { units, activation }] of training.layers.entries()) {
      const shape = index === 0 ? { inputShape: [training.inputs] } : {}
      model.add(tf.layers.dense({ units, activation, ...shape }))
    }
    model.add(tf.layers.dense({ units: training.classes, activation: 'softmax' }))
    model.compile({
      optimizer: tf.train.adam(training.learningRate),
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
    })
    const x = tf.tensor2d(matrix, [training.rows, training.inputs])
    const y = tf.oneHot(tf.tensor1d(labels, 'int32'), training.classes)
    await model.fit(x, y, { epochs, batchSize: training.batchSize, verbose: 0 })
    elapsed = performance.now() - startedAt
  }
  return elapsed
}

if (process.argv[1] === import.meta.filename) {
  console.log(await main(JSON.parse(process.argv[2] ?? '{}') as BareTraining))
}
