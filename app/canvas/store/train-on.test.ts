import { describe, expect, it } from 'vitest'
import { drawing } from '../../../tests/kit/pipelines.ts'
import { withMoreEpochs } from './train-on.ts'

const document = drawing(
  { network: ['models.mlp', { epochs: 20, patience: 5 }], train: ['train.train'], other: ['train.train'] },
  ['network.blueprint > train.blueprint'],
)
const paramsOf = (changed: ReturnType<typeof withMoreEpochs>) => changed?.nodes[0]?.params

describe('withMoreEpochs', () => {
  it('adds to the epochs that were run', () => {
    const end = { epochs: 20, bestEpoch: 18, stoppedEarly: false }
    expect(paramsOf(withMoreEpochs(document, 'train', end, 10))).toEqual({ epochs: 30, patience: 5 })
    // One that was stopped by hand goes on from where it was.
    expect(paramsOf(withMoreEpochs(document, 'train', { ...end, epochs: 12 }, 10))).toMatchObject({
      epochs: 22,
    })
  })
  it('gives more patience where patience ended it', () => {
    const end = { epochs: 12, bestEpoch: 7, stoppedEarly: true }
    expect(paramsOf(withMoreEpochs(document, 'train', end, 4))).toEqual({ epochs: 20, patience: 9 })
    expect(paramsOf(withMoreEpochs(document, 'train', end, 10))).toEqual({ epochs: 22, patience: 15 })
  })
  it('leaves alone what comes from elsewhere', () => {
    const end = { epochs: 20, bestEpoch: 18, stoppedEarly: false }
    expect(withMoreEpochs(document, 'other', end, 10)).toBeNull()
    const bound = {
      ...document,
      nodes: document.nodes.map((node) => ({ ...node, params: { epochs: { input: 'epochs' } } })),
    }
    expect(withMoreEpochs(bound, 'train', end, 10)).toBeNull()
  })
})
