import { choiceOf, numberOf } from './params.ts'

/** Fields that all models made of trees have. */
export const treeFields = {
  maxDepth: (initial: number) =>
    numberOf(initial, 'Depth', {
      min: 0,
      max: 64,
      integer: true,
      step: 1,
      tunable: true,
      description: 'Most questions from root to leaf; 0: any number.',
    }),
  maxLeaves: (initial: number) =>
    numberOf(initial, 'Leaves', {
      min: 0,
      max: 4096,
      integer: true,
      step: 1,
      tunable: true,
      description: 'Of each tree, at most; 0: any number.',
    }),
  minSamplesLeaf: (initial: number) =>
    numberOf(initial, 'Rows in a leaf', {
      min: 1,
      max: 100_000,
      integer: true,
      step: 1,
      unit: 'rows',
      tunable: true,
      scale: 'log',
      description: 'At least so many training rows.',
    }),
  classWeights: () =>
    choiceOf({ none: 'All rows alike', balanced: 'Balanced' }, 'none', 'Class weights', { advanced: true }),
}

/** `depth 5 · 31 leaves`: what limits one tree. */
export function treesInWords({ maxDepth, maxLeaves }: { maxDepth: number; maxLeaves: number }): string {
  const limits = [
    ...(maxDepth > 0 ? [`depth ${maxDepth}`] : []),
    ...(maxLeaves > 0 ? [`${maxLeaves} ${maxLeaves === 1 ? 'leaf' : 'leaves'}`] : []),
  ]
  return limits.length > 0 ? limits.join(' · ') : 'any size'
}
