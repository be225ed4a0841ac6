import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Generator } from '../training/random.ts'
import { addNoise, type Augmentation, type Change, changePicture, drawChange } from './augment.ts'
import type { PictureShape } from './pixels.ts'

/** See make-augment.py. */
const { cases } = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/scipy/augment.json', import.meta.url), 'utf8'),
) as {
  cases: { shape: PictureShape; picture: number[]; change: Omit<Change, 'brightness'>; made: number[] }[]
}

const none: Augmentation = { flip: 'none', rotate: 0, shift: 0, zoom: 0, brightness: 0, noise: 0 }
const still: Change = {
  angle: 0,
  scale: 1,
  across: 0,
  down: 0,
  mirrored: false,
  upsideDown: false,
  brightness: 1,
}

describe('a changed picture', () => {
  it.each(cases)('is what SciPy makes: $shape, $change', ({ shape, picture, change, made }) => {
    const own = changePicture(Float32Array.from(picture), shape, { ...change, brightness: 1 })
    expect(own).toHaveLength(made.length)
    made.forEach((value, at) =>
      expect(Math.abs((own[at] ?? Number.NaN) - value), `at ${at}`).toBeLessThan(2e-6),
    )
  })

  it('gets brighter up to white, and stays itself where nothing is asked for', () => {
    const picture = Float32Array.of(0, 0.25, 0.75, 1)
    expect([...changePicture(picture, [2, 2, 1], { ...still, brightness: 1.5 })]).toEqual([0, 0.375, 1, 1])
    const change = drawChange(Generator.fromSeed(1), none, [2, 2, 1])
    expect(changePicture(picture, [2, 2, 1], change)).toEqual(picture)
  })
})

describe('changes', () => {
  it('keep within what is asked for, and reach near its ends', () => {
    const random = Generator.fromSeed(3)
    const asked: Augmentation = {
      ...none,
      flip: 'horizontal',
      rotate: 90,
      shift: 0.25,
      zoom: 1,
      brightness: 0.5,
    }
    const drawn = Array.from({ length: 2000 }, () => drawChange(random, asked, [10, 20, 3]))
    const range = (of: (change: Change) => number) => [Math.min(...drawn.map(of)), Math.max(...drawn.map(of))]
    const near = ([least, most]: number[], [low, high]: [number, number]) => {
      expect(least).toBeGreaterThanOrEqual(low)
      expect(most).toBeLessThanOrEqual(high)
      expect((most ?? 0) - (least ?? 0)).toBeGreaterThan((high - low) * 0.97)
    }
    near(
      range(({ angle }) => angle),
      [-Math.PI / 2, Math.PI / 2],
    )
    near(
      range(({ across }) => across),
      [-5, 5],
    )
    near(
      range(({ down }) => down),
      [-2.5, 2.5],
    )
    near(
      range(({ scale }) => Math.log2(scale)),
      [-1, 1],
    )
    near(
      range(({ brightness }) => brightness),
      [0.5, 1.5],
    )
    const mirrored = drawn.filter((change) => change.mirrored).length
    expect(Math.abs(mirrored - 1000)).toBeLessThan(120)
    expect(drawn.some(({ upsideDown }) => upsideDown)).toBe(false)
  })
})

it('noise has the deviation asked for, and is the seed’s', () => {
  const make = () => addNoise(new Float32Array(20_001).fill(0.5), 0.1, Generator.fromSeed(5))
  const made = make()
  const mean = made.reduce((sum, value) => sum + value, 0) / made.length
  const variance = made.reduce((sum, value) => sum + (value - mean) ** 2, 0) / made.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.003)
  expect(Math.abs(Math.sqrt(variance) - 0.1)).toBeLessThan(0.002)
  expect(make()).toEqual(made)
})
