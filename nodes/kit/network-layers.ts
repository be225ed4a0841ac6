import { z } from 'zod'

export const layerActivations = ['relu', 'tanh', 'sigmoid', 'elu', 'selu', 'swish', 'linear'] as const

const activation = (initial: (typeof layerActivations)[number]) => z.enum(layerActivations).default(initial)
const whole = (initial: number, max: number) => z.number().int().min(1).max(max).default(initial)

const convolution = {
  filters: whole(16, 2048),
  kernel: whole(3, 64),
  stride: whole(1, 64),
  padding: z.enum(['same', 'valid']).default('same'),
  activation: activation('relu'),
}
const pool = { size: whole(2, 64) }
const recurrent = {
  units: whole(32, 2048),
  /** Passes the state after every step on, instead of that after the last. */
  sequences: z.boolean().default(false),
  bidirectional: z.boolean().default(false),
}

/**
 * The layers that a network can be put together from, with what is set in each. Every field has a default, so that
 * `{ type }` alone is one. Pooling, flattening and normalising go by the shape that arrives.
 */
export const networkLayer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('dense'), units: whole(32, 4096), activation: activation('relu') }),
  z.object({ type: z.literal('conv2d'), ...convolution }),
  z.object({ type: z.literal('separableConv2d'), ...convolution }),
  z.object({ type: z.literal('conv1d'), ...convolution }),
  z.object({ type: z.literal('maxPool'), ...pool }),
  z.object({ type: z.literal('averagePool'), ...pool }),
  z.object({ type: z.literal('globalMaxPool') }),
  z.object({ type: z.literal('globalAveragePool') }),
  z.object({ type: z.literal('flatten') }),
  z.object({
    type: z.literal('reshape'),
    shape: z.array(z.number().int().min(1).max(65_536)).min(1).max(3).default([8, 8, 1]),
  }),
  z.object({ type: z.literal('dropout'), rate: z.number().min(0).max(0.95).default(0.25) }),
  z.object({ type: z.literal('batchNorm'), momentum: z.number().min(0).max(0.9999).default(0.9) }),
  z.object({ type: z.literal('layerNorm') }),
  z.object({ type: z.literal('embedding'), size: whole(32, 1024) }),
  z.object({ type: z.literal('simpleRnn'), ...recurrent }),
  z.object({ type: z.literal('lstm'), ...recurrent }),
  z.object({ type: z.literal('gru'), ...recurrent }),
  z.object({ type: z.literal('activation'), activation: activation('relu') }),
  /** Adds what arrived so many layers before: a way around them. */
  z.object({ type: z.literal('add'), back: whole(2, 32) }),
])
export type NetworkLayer = z.infer<typeof networkLayer>
export type LayerType = NetworkLayer['type']

/** In the order of the menu; the editor and messages name them so. */
export const layerTitles: Readonly<Record<LayerType, string>> = {
  dense: 'Dense',
  conv2d: 'Convolution 2D',
  separableConv2d: 'Separable convolution 2D',
  conv1d: 'Convolution 1D',
  maxPool: 'Max pooling',
  averagePool: 'Average pooling',
  globalMaxPool: 'Global max pooling',
  globalAveragePool: 'Global average pooling',
  flatten: 'Flatten',
  reshape: 'Reshape',
  dropout: 'Dropout',
  batchNorm: 'Batch normalisation',
  layerNorm: 'Layer normalisation',
  embedding: 'Embedding',
  simpleRnn: 'Simple RNN',
  lstm: 'LSTM',
  gru: 'GRU',
  activation: 'Activation',
  add: 'Residual add',
}

/** A layer of a type with its defaults. */
export const layerOf = (type: LayerType): NetworkLayer => networkLayer.parse({ type })

const made = (...layers: z.input<typeof networkLayer>[]): NetworkLayer[] =>
  layers.map((layer) => networkLayer.parse(layer))

/** Networks to begin with, by their titles. */
export const networkPresets: Readonly<Record<string, readonly NetworkLayer[]>> = {
  'Small CNN': made(
    { type: 'conv2d', filters: 16 },
    { type: 'maxPool' },
    { type: 'conv2d', filters: 32 },
    { type: 'maxPool' },
    { type: 'flatten' },
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 64 },
  ),
  LSTM: made({ type: 'lstm', units: 32 }, { type: 'dense', units: 32 }),
  GRU: made({ type: 'gru', units: 32 }, { type: 'dense', units: 32 }),
  'GRU for text': made(
    { type: 'embedding', size: 32 },
    { type: 'gru', units: 32, bidirectional: true },
    { type: 'dropout', rate: 0.3 },
  ),
  MLP: made({ type: 'flatten' }, { type: 'dense', units: 64 }, { type: 'dense', units: 32 }),
}
