import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { layerActivations } from '../../kit/network-layers.ts'
import { field, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { trainingFields } from '../../kit/training-fields.ts'

const docs = `
A network of fully connected layers (multilayer perceptron): what to build and how to train it. Nothing is trained
here; connect it to *Train*.

**When to use it.** The all-rounder for tables of numbers and categories, for classification and regression alike.

**Parameters**
- *Layers*: hidden layers from the input to the output, each with its units and activation. Without any it is a
  linear or logistic regression. The output layer follows from the target.
- *Dropout*: share of units left out at random in each training step, after every hidden layer.
- *L2*: penalty on the squared weights of every layer; biases are left free.
- *Optimiser*, *Learning rate*, *Epochs*, *Batch size*: how it is trained.
- *Stop early*: end when the loss on the validation rows has not improved for *Patience* epochs, and keep the best
  weights. Without validation rows the training loss is watched instead.
- *Class weights*: *balanced* lets rare classes count as much as frequent ones.

Missing numbers are replaced by the mean of the training rows; categories become one column each; a category that was
not seen in training counts as none.

**What travels to the endpoint.** Nothing of this node itself; the model that *Train* makes of it does.

**Method.** Glorot uniform initial weights (LeCun normal before SELU); Adam (Kingma & Ba, 2015), RMSProp, or plain stochastic gradient descent;
dropout after Srivastava et al. (2014).
`

const layer = z.object({
  units: z.number().int().min(1).max(4096),
  activation: z.enum(layerActivations),
})

export const mlp = defineNode({
  type: 'models.mlp',
  version: 1,
  title: 'Neural network',
  summary: 'Fully connected layers for tables',
  category: 'models',
  icon: 'network',
  docs,
  inputs: {},
  outputs: { blueprint: port.blueprint() },
  params: z.object({
    layers: field(
      z
        .array(layer)
        .max(16)
        .default([
          { units: 64, activation: 'relu' },
          { units: 32, activation: 'relu' },
        ]),
      { title: 'Layers', description: 'Hidden layers, from the input on.', ui: { widget: 'layers' } },
    ),
    dropout: numberOf(0, 'Dropout', { min: 0, max: 0.9, step: 0.05, tunable: true }),
    l2: numberOf(0, 'L2', { min: 0, max: 1, step: 0.0001, tunable: true, scale: 'log' }),
    ...trainingFields({ learningRate: 0.01, epochs: 60 }),
  }),
  serve: 'map',
  describe: ({ layers, epochs }) => {
    const units = layers.length === 0 ? 'no hidden layer' : layers.map(({ units }) => units).join(' · ')
    return `${units} · ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`
  },
  schema: () => ({ outputs: { blueprint: { family: 'mlp' } } }),
})
