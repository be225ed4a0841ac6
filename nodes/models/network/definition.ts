import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { layerTitles, networkLayer, networkPresets } from '../../kit/network-layers.ts'
import { field, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { trainingFields } from '../../kit/training-fields.ts'

const docs = `
A network put together layer by layer: convolutions for images, recurrent layers for series, dense ones for anything.
Nothing is trained here; connect it to *Train*.

**When to use it.** For images and series, and where the layers of *Neural network* are not enough. For plain tables of
numbers and categories *Neural network* does the same with less to set.

**What enters.** A column of images or series that arrives alone enters in its shape: height × width × channels, or
steps × features. Any other features enter as one vector: numbers as they are, one place for each category.
*Reshape* makes an image or a series of a vector: 64 pixel columns become 8 × 8 × 1, twelve lags 12 × 1.

**Parameters**
- *Layers*: from the input to the output. The output layer follows from the target and is added by itself. Behind each
  layer stand the shape that leaves it and its weights, once the network is connected to a *Train* whose table is known.
  - *Dense*: every unit sees every value of the last axis.
  - *Convolution 1D* and *2D*, *Separable convolution 2D*: filters that slide over steps, or over height and width. *Same*
    pads the edge with zeros, so that a stride of 1 keeps the size; *valid* does not.
  - *Max pooling*, *Average pooling*: one value for each window; the *global* ones make one of each channel.
  - *Simple RNN*, *LSTM*, *GRU*: read a series step by step. They pass on the state after the last step, or, with *all steps*,
    after each, which another such layer needs; *both ways* reads it backwards too.
  - *Flatten* and *Reshape* change the shape alone; *Dropout* leaves values out in training; *Batch* and *Layer
    normalisation* keep them near a mean of 0 and a variance of 1; *Embedding* learns a vector for each token of a text;
    *Residual add* adds what arrived so many layers before, a way around these layers.
- *L2*: penalty on the squared weights; biases, normalisations and embeddings are left free.
- *Optimiser*, *Learning rate*, *Epochs*, *Batch size*: how it is trained.
- *Stop early*: end when the loss on the validation rows has not improved for *Patience* epochs, and keep the best
  weights. Without validation rows the training loss is watched instead.
- *Class weights*: *balanced* lets rare classes count as much as frequent ones.

**What travels to the endpoint.** Nothing of this node itself; the model that *Train* makes of it does. Dropout is off
there, and batch normalisation uses the averages that it kept in training.

**Method.** The layers of TensorFlow.js, which are those of Keras; a GRU resets its state before the product. Glorot
uniform initial weights (LeCun normal before SELU), orthogonal ones between the steps of recurrent layers, a forget bias of
1 in LSTM. An MLP of the same layers is trained as *Neural network* trains it.
`

export const network = defineNode({
  type: 'models.network',
  version: 1,
  title: 'Network by layers',
  summary: 'Neural nets: CNN, RNN, LSTM, GRU',
  category: 'models',
  icon: 'layers',
  docs,
  inputs: {},
  outputs: { blueprint: port.blueprint() },
  params: z.object({
    layers: field(
      z
        .array(networkLayer)
        .max(64)
        .default([...(networkPresets['Small CNN'] ?? [])]),
      { title: 'Layers', description: 'From the input on.', ui: { widget: 'network' } },
    ),
    l2: numberOf(0, 'L2', { min: 0, max: 1, step: 0.0001, tunable: true, scale: 'log' }),
    ...trainingFields({ learningRate: 0.001, epochs: 20 }),
  }),
  serve: 'map',
  describe: ({ layers, epochs }) => {
    const kinds = [...new Set(layers.filter(learns).map(({ type }) => layerTitles[type]))]
    const first = kinds.length === 0 ? ['no hidden layer'] : kinds.slice(0, 3)
    return `${first.join(' · ')} · ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`
  },
  schema: ({ params: { layers } }) => ({ outputs: { blueprint: { family: 'network', layers } } }),
})

const learns = (layer: z.infer<typeof networkLayer>): boolean =>
  'units' in layer || 'filters' in layer || 'size' in layer
