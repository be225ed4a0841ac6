import type { Column } from './columns.ts'
import { layerTitles, type NetworkLayer } from './network-layers.ts'

/** What passes between two layers, per row: its lengths; null where one is not known before the run. */
export type Shape = readonly (number | null)[]

/** What enters a network. `tokens`: whole numbers that stand for words, of so many different ones. */
export interface NetworkInput {
  shape: Shape
  tokens?: { vocabulary: number | null }
}

/** What a layer makes of what arrives. */
export interface LayerShape {
  /** Null behind a layer that doesn't fit. */
  shape: Shape | null
  /** Weights, those that training leaves alone (the statistics of a batch normalisation) among them. Null: not known. */
  parameters: number | null
  /** Why it doesn't fit, and what to do: the end of a sentence that begins with the layer's name. */
  problem?: string
}

export interface NetworkShapes {
  layers: LayerShape[]
  /** The output layer, which follows from the target. */
  output: LayerShape
  /** All weights; null where they are not known. */
  parameters: number | null
}

/**
 * The features as a network takes them: one list column of a shape with two lengths or more as that shape, a column
 * of tokens as these, anything else as a plain vector, in which a category takes one place for each of its values. `open`: more columns may arrive than are known.
 */
export function networkInput(features: readonly Column[], open = false): NetworkInput {
  if (open) return { shape: [null] }
  const [first, ...others] = features
  if (first && others.length === 0) {
    if (first.kind === 'sequence') {
      return {
        shape: [first.shape?.[0] ?? null],
        tokens: { vocabulary: first.categories?.length ?? null },
      }
    }
    if (first.kind === 'vector' && first.shape && first.shape.length > 1) return { shape: first.shape }
  }
  return { shape: [sum(features.map(widthOf))] }
}

/** Outputs of a network that predicts a target; null where its classes are not known. */
export function outputsFor(target: Column | null): number | null {
  if (!target) return null
  if (target.kind !== 'category') return 1
  const classes = target.categories?.length
  return classes === undefined ? null : classes === 2 ? 1 : classes
}

function widthOf(column: Column): number | null {
  if (column.kind === 'number') return 1
  if (column.kind === 'boolean') return 2
  if (column.kind === 'category') return column.categories?.length ?? null
  return column.shape ? product(column.shape) : null
}

const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce((total, value) => (total === null || value === null ? null : total + value), 0)
const product = (values: Shape): number | null =>
  values.reduce((total, value) => (total === null || value === null ? null : total * value), 1)
/** Null as soon as one of its arguments is. */
const from = (f: (...values: number[]) => number, ...values: (number | null)[]): number | null =>
  values.includes(null) ? null : f(...(values as number[]))

/** `8 × 8 × 1`; what is not known is a question mark. */
export const shapeText = (shape: Shape): string => shape.map((length) => length ?? '?').join(' × ')

/**
 * The shape and the weights of every layer, as TensorFlow.js will make them, without it: pure, instant, runs while
 * typing. `outputs` is what the output layer has; null where the target is not known.
 */
export function networkShapes(
  layers: readonly NetworkLayer[],
  input: NetworkInput,
  outputs: number | null,
): NetworkShapes {
  let shape: Shape | null = input.shape
  let { tokens } = input
  const left: (Shape | null)[] = [shape]
  const shapes = layers.map((layer): LayerShape => {
    if (!shape) return { shape: null, parameters: null }
    const made = tokens
      ? ofTokens(layer, shape, tokens)
      : layer.type === 'add'
        ? added(layer.back, shape, left)
        : ofNumbers(layer, shape)
    tokens = undefined
    shape = made.shape
    left.push(shape)
    return made
  })
  const output: LayerShape = !shape
    ? { shape: null, parameters: null }
    : tokens
      ? wrong('takes numbers, but tokens arrive. Put an Embedding first.')
      : shape.length === 1
        ? {
            shape: [outputs],
            parameters: from((n, units) => (n + 1) * units, shape[0] ?? null, outputs),
          }
        : wrong(
            `takes a plain vector, but ${shapeText(shape)} arrives. Add Flatten or a global pooling before it.`,
          )
  return {
    layers: shapes,
    output,
    parameters: sum([...shapes, output].map(({ parameters }) => parameters)),
  }
}

/** The first layer that doesn't fit, in a sentence; null where all do. */
export function networkProblem(layers: readonly NetworkLayer[], shapes: NetworkShapes): string | null {
  const at = shapes.layers.findIndex(({ problem }) => problem !== undefined)
  const layer = layers[at]
  if (layer) return `Layer ${at + 1} (${layerTitles[layer.type]}) ${shapes.layers[at]?.problem ?? ''}`
  return shapes.output.problem === undefined ? null : `The output layer ${shapes.output.problem}`
}

const wrong = (problem: string): LayerShape => ({ shape: null, parameters: null, problem })

function ofTokens(
  layer: NetworkLayer,
  shape: Shape,
  { vocabulary }: { vocabulary: number | null },
): LayerShape {
  if (layer.type !== 'embedding') return wrong('takes numbers, but tokens arrive. Put an Embedding first.')
  return {
    shape: [...shape, layer.size],
    parameters: from((words) => words * layer.size, vocabulary),
  }
}

/** `left`: what entered, and what left each layer so far. */
function added(back: number, shape: Shape, left: readonly (Shape | null)[]): LayerShape {
  const earlier = left.at(-1 - back)
  if (!earlier) return wrong('reaches back to before the input. Make it smaller.')
  const fits =
    earlier.length === shape.length &&
    earlier.every((length, axis) => length === null || shape[axis] === null || length === shape[axis])
  return fits
    ? { shape, parameters: 0 }
    : wrong(
        `adds ${shapeText(earlier)}, from further up, to ${shapeText(shape)}. Both must be alike: let the layers between keep the shape.`,
      )
}

const IMAGE = 'height × width × channels'
const SERIES = 'steps × features'

const unfit = (needs: string, shape: Shape): LayerShape =>
  wrong(`takes ${needs}, but ${shapeText(shape)} arrives. Put a Reshape before it, or leave it out.`)

function ofNumbers(layer: Exclude<NetworkLayer, { type: 'add' }>, shape: Shape): LayerShape {
  const last = shape.at(-1) ?? null
  const kept = (parameters: number | null): LayerShape => ({ shape, parameters })
  switch (layer.type) {
    case 'dense':
      return {
        shape: [...shape.slice(0, -1), layer.units],
        parameters: from((n) => (n + 1) * layer.units, last),
      }
    case 'conv2d':
    case 'separableConv2d':
    case 'conv1d':
      return convolved(layer, shape)
    case 'maxPool':
    case 'averagePool':
      return pooled(layer.size, shape)
    case 'globalMaxPool':
    case 'globalAveragePool':
      return shape.length < 2 ? unfit(`${IMAGE} or ${SERIES}`, shape) : { shape: [last], parameters: 0 }
    case 'flatten':
      return { shape: [product(shape)], parameters: 0 }
    case 'reshape': {
      const [values, asked] = [product(shape), product(layer.shape)]
      return values !== null && values !== asked
        ? wrong(
            `makes ${shapeText(layer.shape)}, which are ${asked} values, of ${values}. The lengths multiplied must be ${values}.`,
          )
        : { shape: layer.shape, parameters: 0 }
    }
    case 'dropout':
    case 'activation':
      return kept(0)
    case 'batchNorm':
      return kept(from((n) => 4 * n, last))
    case 'layerNorm':
      return kept(from((n) => 2 * n, last))
    case 'embedding':
      return wrong('takes tokens of a text, but numbers arrive. Leave it out, or let tokens arrive alone.')
    case 'simpleRnn':
    case 'lstm':
    case 'gru': {
      if (shape.length !== 2) return unfit(SERIES, shape)
      const { units, sequences, bidirectional } = layer
      const ways = bidirectional ? 2 : 1
      return {
        shape: sequences ? [shape[0] ?? null, ways * units] : [ways * units],
        parameters: from((n) => ways * gates[layer.type] * units * (n + units + 1), last),
      }
    }
  }
}

const gates = { simpleRnn: 1, gru: 3, lstm: 4 }

type Convolution = Extract<NetworkLayer, { filters: number }>

function convolved(layer: Convolution, shape: Shape): LayerShape {
  const { kernel, stride, filters } = layer
  const dimensions = layer.type === 'conv1d' ? 1 : 2
  if (shape.length !== dimensions + 1) return unfit(dimensions === 1 ? SERIES : IMAGE, shape)
  const channels = shape.at(-1) ?? null
  const along = shape.slice(0, -1)
  const room = layer.padding === 'valid' ? 0 : kernel - 1
  const short = tooShort(kernel - room, along)
  if (short !== undefined) return wrong(short)
  const window = kernel ** dimensions
  return {
    shape: [
      ...along.map((length) => from((n) => Math.ceil((n - kernel + 1 + room) / stride), length)),
      filters,
    ],
    parameters: from(
      (c) => (layer.type === 'separableConv2d' ? window * c + (c + 1) * filters : (window * c + 1) * filters),
      channels,
    ),
  }
}

function pooled(size: number, shape: Shape): LayerShape {
  if (shape.length < 2) return unfit(`${IMAGE} or ${SERIES}`, shape)
  const along = shape.slice(0, -1)
  const short = tooShort(size, along)
  if (short !== undefined) return wrong(short)
  return {
    shape: [...along.map((length) => from((n) => Math.floor(n / size), length)), shape.at(-1) ?? null],
    parameters: 0,
  }
}

function tooShort(window: number, along: Shape): string | undefined {
  const short = along.find((length) => length !== null && length < window)
  return short === undefined || short === null
    ? undefined
    : `looks at ${window} values in a row, but only ${short} arrive. Make it smaller, or pool less before it.`
}
