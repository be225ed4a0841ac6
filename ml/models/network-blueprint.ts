import type { LayerType, NetworkLayer } from '../../nodes/kit/network-layers.ts'
import { invalid, numberIn, objectOf, oneOf } from './blueprint-fields.ts'
import { activations, parseTrainingSettings, type TrainingSettings } from './training-settings.ts'

/** A network of layers of any kind before training. */
export interface NetworkBlueprint {
  family: 'network'
  /** From the input on; the output layer follows from the target. */
  layers: readonly NetworkLayer[]
  /** Penalty l2 · Σ w² over kernels, added to the loss. */
  l2: number
  training: TrainingSettings
}

type Check = (value: unknown) => unknown

const whole =
  (what: string): Check =>
  (value) =>
    numberIn(value, what, { min: 1, integer: true })
const share =
  (what: string): Check =>
  (value) =>
    numberIn(value, what, { min: 0, below: 1 })
const activation: Check = (value) => oneOf(value, activations, 'Activation')
const yes: Check = (value) => value === true
const lengths: Check = (value) => {
  if (!Array.isArray(value) || value.length < 1 || value.length > 3) {
    throw invalid('A shape must have one to three lengths.')
  }
  return value.map(whole('Length'))
}

const convolution = {
  filters: whole('Filters'),
  kernel: whole('Kernel'),
  stride: whole('Stride'),
  padding: (value: unknown) => oneOf(value, ['same', 'valid'], 'Padding'),
  activation,
}
const recurrent = { units: whole('Units'), sequences: yes, bidirectional: yes }

const checks: Readonly<Record<LayerType, Readonly<Record<string, Check>>>> = {
  dense: { units: whole('Units'), activation },
  conv1d: convolution,
  conv2d: convolution,
  separableConv2d: convolution,
  maxPool: { size: whole('Size') },
  averagePool: { size: whole('Size') },
  globalMaxPool: {},
  globalAveragePool: {},
  flatten: {},
  reshape: { shape: lengths },
  dropout: { rate: share('Dropout') },
  batchNorm: { momentum: share('Momentum') },
  layerNorm: {},
  embedding: { size: whole('Size') },
  simpleRnn: recurrent,
  lstm: recurrent,
  gru: recurrent,
  activation: { activation },
  add: { back: whole('Layers back') },
}

/** As `parseBlueprint`, of a network by layers. */
export function parseNetworkBlueprint(json: unknown): NetworkBlueprint {
  const blueprint = objectOf(json, 'The blueprint')
  if (blueprint.family !== 'network' || !Array.isArray(blueprint.layers)) {
    throw invalid('Its layers must be a list.')
  }
  return {
    family: 'network',
    layers: blueprint.layers.map(parseLayer),
    l2: numberIn(blueprint.l2, 'L2', { min: 0 }),
    training: parseTrainingSettings(blueprint.training),
  }
}

function parseLayer(json: unknown): NetworkLayer {
  const layer = objectOf(json, 'A layer')
  const type = oneOf(layer.type, Object.keys(checks) as LayerType[], 'Layer')
  const fields = Object.entries(checks[type]).map(([name, check]) => [name, check(layer[name])])
  return { type, ...Object.fromEntries(fields) } as NetworkLayer
}
