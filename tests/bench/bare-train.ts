/**
 * The reference of the training bench: what a person would write by hand, TensorFlow.js' own layers and `fit`, on the
 * backend that Millrace chooses here but with none of its kernels. `node --import tsx tests/bench/bare-train.ts data.csv '{"units":[128,128], …}'`; the last
 * column of the file is the class. Prints JSON.
 */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { initBackend } from '../../ml/backend/init-backend.ts'
import { tf } from '../../ml/backend/tf.ts'

export interface BareTraining {
  /** Dense layers; behind the convolution or the LSTM where `net` is one of those. */
  units: number[]
  /** `cnn`: 64 columns as 8 × 8 × 1; `lstm`: 64 columns as 16 steps of 4. */
  net?: 'cnn' | 'lstm'
  epochs: number
  batchSize: number
  learningRate: number
}

export interface BareFigures {
  backend: string
  /** `fit` from call to end. */
  fitMs: number
  /** One epoch, the mean of all but the first. */
  epochMs: number
  accuracy: number
}

/**
 * The engine that Millrace takes; WASM as it comes from npm, but for a convolution, which it can't train without the
 * kernels that Millrace adds.
 */
async function startBackend(net: BareTraining['net']): Promise<string> {
  const isWasm = process.env.BARE_BACKEND === 'wasm'
  if (isWasm && net !== 'cnn') {
    createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm')
    await tf.setBackend('wasm')
    await tf.ready()
    return 'wasm as it comes'
  }
  const { name, version } = await initBackend({ prefer: isWasm ? 'wasm' : 'tensorflow' })
  return `${name} ${version}`
}

async function main(path: string, { units, net, epochs, batchSize, learningRate }: BareTraining) {
  const backend = await startBackend(net)
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1)
  const rows = lines.map((line) => line.split(','))
  const width = (rows[0]?.length ?? 1) - 1
  const classes = [...new Set(rows.map((row) => row[width]))]
  const x = tf.tensor2d(Float32Array.from(rows.flatMap((row) => row.slice(0, width).map(Number))), [
    rows.length,
    width,
  ])
  const labels = tf.tensor1d(
    rows.map((row) => classes.indexOf(row[width])),
    'int32',
  )
  const y = tf.oneHot(labels, classes.length)
  const build = () => {
    const model = tf.sequential()
    if (net === 'cnn') {
      model.add(tf.layers.reshape({ targetShape: [8, 8, 1], inputShape: [width] }))
      const convolution = { filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' } as const
      model.add(tf.layers.conv2d(convolution))
      model.add(tf.layers.maxPooling2d({ poolSize: 2 }))
      model.add(tf.layers.flatten())
    } else if (net === 'lstm') {
      model.add(tf.layers.reshape({ targetShape: [16, 4], inputShape: [width] }))
      const gates = { recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotUniform' } as const
      model.add(tf.layers.lstm({ units: 32, ...gates }))
    }
    units.forEach((size, at) => {
      const inputShape = at === 0 && net === undefined ? { inputShape: [width] } : {}
      model.add(tf.layers.dense({ units: size, activation: 'relu', ...inputShape }))
    })
    model.add(tf.layers.dense({ units: classes.length, activation: 'softmax' }))
    model.compile({
      optimizer: tf.train.adam(learningRate),
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
    })
    return model
  }
  const settings = { batchSize, shuffle: true, verbose: 0 } as const
  // Compute children are warm when a node reaches them; so is this process.
  await build().fit(x, y, { ...settings, epochs: 1 })
  const model = build()
  const ends: number[] = []
  const since = performance.now()
  const history = await model.fit(x, y, {
    ...settings,
    epochs,
    callbacks: { onEpochEnd: () => void ends.push(performance.now()) },
  })
  const accuracy = Number(history.history['acc']?.at(-1) ?? history.history['accuracy']?.at(-1))
  const figures: BareFigures = {
    backend,
    fitMs: performance.now() - since,
    epochMs: ((ends.at(-1) ?? 0) - (ends[0] ?? 0)) / (epochs - 1),
    accuracy,
  }
  console.log(JSON.stringify(figures))
}

if (process.argv[1] === import.meta.filename)
  await main(process.argv[2] ?? '', JSON.parse(process.argv[3] ?? '') as BareTraining)
