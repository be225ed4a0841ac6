import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import { fitLogistic, type LinearFit } from '../linear/logistic.ts'
import { type Matrix, momentsOf } from '../linear/moments.ts'
import { fitRidge } from '../linear/ridge.ts'
import type { LinearBlueprint } from '../models/blueprint.ts'
import { encodedNames, encodedWidth } from '../models/encoder.ts'
import { buildMlp, type Network } from '../models/network.ts'
import type { Task } from '../models/task.ts'
import { saveNetwork } from '../models/weights.ts'
import type { EpochMetrics } from './history.ts'
import { measureLoss } from './steps.ts'
import { balancedWeights, countClasses, scalingOf, standardise } from './targets.ts'
import type { ModelTraining, TrainedModel } from './train-model.ts'
import { lossFunctions, type TrainingRows } from './train-network.ts'

/** Rows measured at a time. */
const CHUNK_ROWS = 4096
/** Most inputs whose weights a report lists. */
const MAX_COEFFICIENTS = 100

/** A weight of each output, and how much one standard deviation of the input moves it. */
interface Coefficient {
  input: string
  weights: number[]
  effects: number[]
}

/**
 * Fits a linear model: logistic regression for classes by L-BFGS, ridge regression for numbers in closed form. The
 * result is a network without a hidden layer. Rejects with DataError `inputs_dependent`, and with the signal's reason
 * when aborted.
 */
export async function trainLinear(
  training: ModelTraining & { blueprint: LinearBlueprint },
): Promise<TrainedModel> {
  const { blueprint, data, seed, log } = training
  const { family, ...settings } = blueprint
  const backend = await initBackend()
  const inputs = encodedWidth(data.encoder)
  const classes = data.classes?.length ?? 0
  const scaling = data.task === 'regression' ? scalingOf(data.train.y) : null
  const rowsOf = (rows: TrainingRows) => (scaling ? standardise(rows, scaling) : rows)
  const train = rowsOf(data.train)
  const validation = data.validation && rowsOf(data.validation)
  const matrix: Matrix = { rows: train.rows, width: inputs, values: train.x }
  const fit =
    data.task === 'regression'
      ? { ...fitRidge(matrix, train.y, blueprint.l2), iterations: 0, converged: true }
      : await fitLogistic(matrix, {
          ...settings,
          labels: train.y,
          classes,
          weights: settings.classWeights === 'balanced' ? rowWeights(train.y, classes) : null,
          onIteration: async (iteration) => {
            training.onIteration?.(iteration)
            await new Promise((resolve) => setImmediate(resolve))
            training.signal?.throwIfAborted()
          },
        })
  if (!fit.converged) {
    log?.(
      'warn',
      `The weights had not settled after ${fit.iterations} iterations. Allow more iterations, raise the L2 strength, or scale the number columns before Train.`,
    )
  }
  const network = networkOf(fit, { inputs, task: data.task, classes, seed })
  try {
    const measure = (rows: TrainingRows, prefix: string) =>
      measureRows(network, { task: data.task, rows, prefix, scale: scaling?.scale ?? 1 })
    const figures = { ...measure(train, ''), ...(validation && measure(validation, 'val_')) }
    const { artifact, weights } = await saveNetwork(network.model)
    return {
      manifest: {
        version: 1,
        family,
        task: data.task,
        target: training.target,
        ...(data.classes && { classes: data.classes }),
        inputs: [...training.inputs],
        encoder: data.encoder,
        ...(scaling && { targetScaling: scaling }),
        layers: [{ units: network.outputs, activation: 'linear' }],
        network: artifact,
        parameters: (inputs + 1) * network.outputs,
        training: {
          settings,
          rows: { train: train.rows, validation: validation?.rows ?? 0 },
          ...(classes > 0 && { classCounts: countClasses(train.y, classes) }),
          iterations: fit.iterations,
          converged: fit.converged,
          figures,
        },
        seed,
        backend: { name: backend.name, version: backend.version },
      },
      weights,
      figures,
      reportKind: 'linear',
      report: {
        settings,
        iterations: fit.iterations,
        converged: fit.converged,
        figures,
        ...describeWeights(fit, { names: encodedNames(data.encoder), matrix, scaling }),
      },
    }
  } finally {
    network.dispose()
  }
}

function rowWeights(y: ArrayLike<number>, classes: number): Float64Array {
  const weights = balancedWeights(y, classes)
  return Float64Array.from(y, (label) => weights[label] as number)
}

function networkOf(
  { kernel, bias }: LinearFit,
  options: { inputs: number; task: Task; classes: number; seed: number },
): Network {
  const network = buildMlp({ ...options, blueprint: { layers: [], dropout: 0, l2: 0 } })
  const [weights, intercepts] = network.variables
  tf.tidy(() => {
    weights?.assign(tf.tensor2d(Float32Array.from(kernel), [network.inputs, network.outputs]))
    intercepts?.assign(tf.tensor1d(Float32Array.from(bias)))
  })
  return network
}

function measureRows(
  network: Network,
  options: { task: Task; rows: TrainingRows; prefix: string; scale: number },
): EpochMetrics {
  const { task, rows, prefix, scale } = options
  let [lossSum, scoreSum] = [0, 0]
  for (let offset = 0; offset < rows.rows; offset += CHUNK_ROWS) {
    const part = measureLoss({
      network,
      loss: lossFunctions[task],
      x: rows.x,
      offset,
      rows: Math.min(CHUNK_ROWS, rows.rows - offset),
      targets: { values: rows.y, classWeights: null },
    })
    lossSum += part.lossSum
    scoreSum += part.scoreSum
  }
  const score =
    task === 'regression'
      ? { [`${prefix}rmse`]: Math.sqrt(scoreSum / rows.rows) * scale }
      : { [`${prefix}accuracy`]: scoreSum / rows.rows }
  return { [`${prefix}loss`]: lossSum / rows.rows, ...score }
}

/** Weights and intercepts in the unit of the target, those that move it most first. */
function describeWeights(
  { kernel, bias }: LinearFit,
  facts: { names: readonly string[]; matrix: Matrix; scaling: { mean: number; scale: number } | null },
): { intercepts: number[]; coefficients: Coefficient[]; inputsCounted: number } {
  const { names, matrix, scaling } = facts
  const { mean = 0, scale = 1 } = scaling ?? {}
  const outputs = bias.length
  const { variance } = momentsOf(matrix, null)
  const coefficients = names.map((input, i): Coefficient => {
    const weights = Array.from(kernel.subarray(i * outputs, (i + 1) * outputs), (weight) => weight * scale)
    const deviation = Math.sqrt(variance[i] as number)
    return { input, weights, effects: weights.map((weight) => weight * deviation) }
  })
  const size = ({ effects }: Coefficient) => Math.max(...effects.map(Math.abs))
  return {
    intercepts: Array.from(bias, (value) => value * scale + mean),
    coefficients: coefficients.sort((a, b) => size(b) - size(a)).slice(0, MAX_COEFFICIENTS),
    inputsCounted: names.length,
  }
}
