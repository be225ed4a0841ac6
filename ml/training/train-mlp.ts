import { initBackend } from '../backend/init-backend.ts'
import type { MlpBlueprint } from '../models/blueprint.ts'
import { encodedWidth, networkInputOf } from '../models/encoder.ts'
import { buildLayered } from '../models/layered-network.ts'
import type { LayeredManifest, MlpManifest } from '../models/manifest.ts'
import { buildMlp, type Network } from '../models/network.ts'
import type { NetworkBlueprint } from '../models/network-blueprint.ts'
import { saveNetwork } from '../models/weights.ts'
import { balancedWeights, countClasses, scalingOf, standardise } from './targets.ts'
import type { ModelTraining, TrainedModel } from './train-model.ts'
import { trainNetwork } from './train-network.ts'

type Trained<M> = TrainedModel & { manifest: Omit<M, 'weights'> }
type Descent<B> = ModelTraining & { blueprint: B }

/**
 * Trains the network of a blueprint. A number target is standardised inside; class weights are those of scikit-learn's
 * `balanced`. Leaves no tensor behind. Rejects with DataError `training_diverged`.
 */
export async function trainMlp(training: Descent<MlpBlueprint>): Promise<Trained<MlpManifest>> {
  const { blueprint, data, seed } = training
  const { task, encoder } = data
  const classes = data.classes?.length ?? 0
  const inputs = encodedWidth(encoder)
  const build = () => buildMlp({ blueprint, inputs, task, classes, seed })
  return trainByDescent(training, build, (network) => ({
    family: 'mlp',
    layers: [...blueprint.layers, { units: network.outputs, activation: 'linear' }],
  }))
}

/** As `trainMlp`, of a network by layers, which must fit each other and what enters. */
export async function trainLayered(training: Descent<NetworkBlueprint>): Promise<Trained<LayeredManifest>> {
  const { blueprint, data, seed } = training
  const { task } = data
  const classes = data.classes?.length ?? 0
  const input = networkInputOf(data.encoder)
  const build = () => buildLayered({ blueprint, input, task, classes, seed })
  return trainByDescent(training, build, () => ({
    family: 'network',
    layers: [...blueprint.layers],
    inputShape: [...input.shape],
  }))
}

async function trainByDescent<F extends object>(
  training: Descent<MlpBlueprint | NetworkBlueprint>,
  build: () => Network,
  facts: (network: Network) => F,
) {
  const { blueprint, data, seed, log } = training
  const backend = await initBackend()
  const settings = blueprint.training
  const scaling = data.task === 'regression' ? scalingOf(data.train.y) : null
  const train = scaling ? standardise(data.train, scaling) : data.train
  const validation = data.validation && scaling ? standardise(data.validation, scaling) : data.validation
  if (settings.earlyStopping && !validation) {
    log?.('info', 'There are no validation rows, so early stopping watches the training loss.')
  }
  const classes = data.classes?.length ?? 0
  const network = build()
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
      fingerprint: [2, backend.name, backend.version, seed, train.rows, network.inputs, network.outputs].join(
        ' ',
      ),
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
        version: 1 as const,
        ...facts(network),
        task: data.task,
        target: training.target,
        ...(data.classes && { classes: data.classes }),
        inputs: [...training.inputs],
        encoder: data.encoder,
        ...(scaling && { targetScaling: scaling }),
        network: artifact,
        parameters: network.model.countParams(),
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
      reportKind: 'training' as const,
      report: { settings, epochs, bestEpoch, stoppedEarly, ...byHand, history: history.epochs },
      end,
      stoppedByHand,
    }
  } finally {
    network.dispose()
  }
}
