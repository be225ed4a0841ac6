import { expect, test } from 'vitest'
import { Generator, mix } from './random.ts'

test('is xoshiro128** 1.1', () => {
  // From the authors' C code with the state 1, 2, 3, 4.
  const generator = new Generator([1, 2, 3, 4])
  expect(Array.from({ length: 6 }, () => generator.next())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492,
  ])
})

test('draws on from a saved state', () => {
  const generator = Generator.fromSeed(7)
  for (let i = 0; i < 100; i++) generator.next()
  const copy = new Generator(JSON.parse(JSON.stringify(generator.state)))
  expect(Array.from({ length: 20 }, () => copy.next())).toEqual(
    Array.from({ length: 20 }, () => generator.next()),
  )
})

test('shuffles every order alike', () => {
  const generator = Generator.fromSeed(1)
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const items = Uint32Array.from([0, 1, 2])
    generator.shuffle(items)
    counts.set(items.join(''), (counts.get(items.join('')) ?? 0) + 1)
  }
  expect(counts.size).toBe(6)
  // Expected 1,000 each; five standard deviations are 144.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(144)
})

test('numbered draws are even and differ by seed', () => {
  let sum = 0
  for (let i = 0; i < 100_000; i++) sum += mix(3, i) / 2 ** 32
  expect(Math.abs(sum / 100_000 - 0.5)).toBeLessThan(0.005)
  expect(mix(3, 1)).not.toBe(mix(4, 1))
})
