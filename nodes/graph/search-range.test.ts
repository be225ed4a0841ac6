import { describe, expect, it } from 'vitest'
import { mlp } from '../models/mlp/definition.ts'
import { checkRange } from './search-range.ts'

describe('checkRange', () => {
  it('takes ranges inside the bounds of a parameter', () => {
    expect(checkRange({ kind: 'linear', min: 0, max: 0.5 }, mlp, 'dropout')).toBeNull()
    expect(checkRange({ kind: 'log', min: 1e-5, max: 0.1 }, mlp, 'learningRate')).toBeNull()
    expect(checkRange({ kind: 'log', min: 8, max: 256, integer: true }, mlp, 'batchSize')).toBeNull()
    expect(checkRange({ kind: 'integer', min: 8, max: 256 }, mlp, 'batchSize')).toBeNull()
    expect(checkRange({ kind: 'choice', options: [16, 64] }, mlp, 'batchSize')).toBeNull()
    expect(checkRange({ kind: 'choice', options: ['adam', 'sgd'] }, mlp, 'optimizer')).toBeNull()
    expect(
      checkRange({ kind: 'choice', options: [[], [{ units: 8, activation: 'relu' }]] }, mlp, 'layers'),
    ).toBeNull()
  })

  it.each([
    [
      { kind: 'linear', min: 0.5, max: 0.5 },
      'dropout',
      'The range of *Dropout* must go from a smaller number to a larger one.',
    ],
    [{ kind: 'linear', min: -1, max: 0.5 }, 'dropout', '*Dropout* must be at least 0.'],
    [{ kind: 'linear', min: 0, max: 1 }, 'dropout', '*Dropout* must be at most 0.9.'],
    [
      { kind: 'log', min: 0, max: 0.1 },
      'l2',
      'The range of *L2* is even over the logarithm, so it must start above 0.',
    ],
    [
      { kind: 'linear', min: 8, max: 64 },
      'batchSize',
      '*Batch size* takes whole numbers: search whole numbers.',
    ],
    [
      { kind: 'log', min: 8, max: 64 },
      'batchSize',
      '*Batch size* takes whole numbers: search whole numbers.',
    ],
    [
      { kind: 'integer', min: 8.5, max: 64 },
      'batchSize',
      'The range of *Batch size* is of whole numbers, so it must start and end with one.',
    ],
    [
      { kind: 'linear', min: 1, max: 2 },
      'optimizer',
      '*Optimiser* takes no numbers, so it has no range. Choose options to try.',
    ],
    [
      { kind: 'choice', options: ['adam', 'magic'] },
      'optimizer',
      '*Optimiser* must be one of adam, sgd and rmsprop.',
    ],
    [
      { kind: 'choice', options: [[{ units: 0, activation: 'relu' }]] },
      'layers',
      '*Layers*, entry 1, units must be at least 1.',
    ],
  ] as const)('says why %o is none for %s', (range, field, message) => {
    expect(checkRange(structuredClone(range) as never, mlp, field)).toBe(message)
  })
})
