import { layerOf, networkPresets } from '../kit/network-layers.ts'
import { drawing, place, wire } from './build.ts'

/** Handwritten digits told apart by convolutions. */
export const imageClassification = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'digit-images' }),
    place('split', 'split.split', [1, 0], { method: 'stratified', validation: 0.15, test: 0.2 }),
    place('network', 'models.network', [1, 1], {
      layers: [layerOf('conv2d'), layerOf('batchNorm'), ...(networkPresets['Small CNN'] ?? []).slice(1)],
      learningRate: 0.003,
      epochs: 20,
      patience: 5,
    }),
    place('train', 'train.train', [2, 0], {}),
    place('evaluate', 'evaluate.evaluate', [3, 0], { on: 'test' }),
    place('deploy', 'deploy.deploy', [3, 1], { name: 'digits' }),
  ],
  [
    wire('data.table > split.table'),
    wire('split.table > train.table'),
    wire('network.blueprint > train.blueprint'),
    wire('train.model > evaluate.model'),
    wire('split.table > evaluate.table'),
    wire('train.model > deploy.model'),
  ],
)
