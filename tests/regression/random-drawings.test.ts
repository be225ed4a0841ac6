import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loopedDocument, tidyDocument, wildDocument } from '../../nodes/graph/arbitraries.ts'
import { findDrawingFault } from '../kit/drawing-faults.ts'

/** `npm run soak` goes through ten thousand. */
const COUNT = 400

test('a random drawing is planned soundly or refused with a reason on the right node', () => {
  const drawings = fc.sample(fc.oneof(wildDocument, tidyDocument, loopedDocument), {
    numRuns: COUNT,
    seed: 2,
  })
  let planned = 0
  const faults = drawings.flatMap((drawing, at) => {
    const { fault, plan } = findDrawingFault(drawing)
    if (plan) planned++
    return fault === null ? [] : [`drawing ${at}: ${fault}`]
  })
  expect(faults).toEqual([])
  expect(planned).toBeGreaterThan(COUNT / 8)
  expect(planned).toBeLessThan(COUNT)
})
