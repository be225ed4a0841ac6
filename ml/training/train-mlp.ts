import { initBackend } from '../backend/init-backend.ts'
import type { MlpBlueprint } from '../models/blueprint.ts'
import { encodedWidth } from '../models/encoder.ts'
import type { MlpManifest } from '../models/manifest.ts'
import { buildMlp } from '../models/network.ts'
import { saveNetwork } from '../models/weights.ts'
import { balancedWeights, countClasses, scalingOf, standardise } from './targets.ts'
import type { ModelTraining, TrainedModel } from './train-model.ts'
import { trainNetwork } from './train-network.ts'

export type MlpTraining = ModelTraining & { blueprint: MlpBlueprint }

/**
 * Trains the network of a blueprint. A number target is standardised inside; class weights are those of scikit-learn's
 * `balanced`. Leaves no tensor behind. Rejects with DataError `training_diverged`.
 */
export async function trainMlp(
  training: MlpTraining,
): Promise<TrainedModel & { manifest: Omit<MlpManifest, 'weights'> }> {
  const { blueprint, data, seed, log } = training
  const backend = await initBackend()
  const settings = blueprint.training
  const scaling = data.task === 'regression' ? scalingOf(data.train.y) : null
  const train = scaling ? standardise(data.train, scaling) : data.train
  const validation = data.validation && scaling ? standardise(data.validation, scaling) : data.validation
  if (settings.earlyStopping && !validation) {
    log?.('info', 'There are no validation rows, so early stopping watches the training loss.')
  }
  const inputs = encodedWidth(data.encoder)
  const classes = data.classes?.length ?? 0
  const network = buildMlp({ blueprint, inputs, task: data.task, classes, seed })
  try {
    const { history, epochs, bestEpoch, stoppedEarly, stoppedByHand, end } = await trainNetwork({
      ...training,
      log: (message) => log?.('info', message),
      network,
      task: data.task,
      settings,
      train,
      validation,
      classWeights:
        settings.classWeights === 'balanced' && classes > 0
          ? Float32Array.from(balancedWeights(train.y, classes))
          : null,
      targetScale: scaling?.scale ?? 1,
      fingerprint: [2, backend.name, backend.version, seed, train.rows, inputs, network.outputs].join(' '),
    })
    if (stoppedByHand) {
      log?.('info', `Stopped by hand after epoch ${epochs}; kept the weights of epoch ${bestEpoch}.`)
    } else if (stoppedEarly) {
      log?.('info', `Stopped after epoch ${epochs}; the weights are those of epoch ${bestEpoch}.`)
    }
    const byHand = stoppedByHand && { stoppedByHand }
    const { artifact, weights } = await saveNetwork(network.model)
    return {
      manifest: {
        version: 1,
        family: 'mlp',
        task: data.task,
        target: training.target,
        ...(data.classes && { classes: data.classes }),
        inputs: [...training.inputs],
        encoder: data.encoder,
        ...(scaling && { targetScaling: scaling }),
        layers: [...blueprint.layers, { units: network.outputs, activation: 'linear' }],
        network: artifact,
        parameters: network.variables.reduce((sum, variable) => sum + variable.size, 0),
        training: {
          settings,
          rows: { train: train.rows, validation: validation?.rows ?? 0 },
          ...(classes > 0 && { classCounts: countClasses(train.y, classes) }),
          epochs,
          bestEpoch,
          stoppedEarly,
          ...byHand,
          history,
        },
        seed,
        backend: { name: backend.name, version: backend.version },
      },
      weights,
      figures: { ...history.epochs[bestEpoch - 1], epochs },
      reportKind: 'training',
      report: { settings, epochs, bestEpoch, stoppedEarly, ...byHand, history: history.epochs },
      end,
      stoppedByHand,
    }
  } finally {
    network.dispose()
  }
}
