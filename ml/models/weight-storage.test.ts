import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fromFloat16, toFloat16 } from './float16.ts'
import { packWeights, unpackWeights } from './weight-storage.ts'

interface Kernel {
  shape: [number, number]
  weights: number[]
  scales: number[]
  integers: number[]
}
const fixture = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/onnxruntime/quantisation.json', import.meta.url), 'utf8'),
) as { float16: { values: number[]; bits: number[] }; int8: { byChannel: Kernel; byLayer: Kernel } }

const bytesOf = (values: ArrayLike<number>) => new Uint8Array(Float32Array.from(values).buffer)
const floatsOf = (bytes: Uint8Array) => [...new Float32Array(new Uint8Array(bytes).buffer)]
const spec = (name: string, shape: number[]) => ({ name, shape, dtype: 'float32' as const })

describe('half precision', () => {
  it('rounds as NumPy does: ties, subnormal numbers, both ends of the range', () => {
    expect([...toFloat16(Float32Array.from(fixture.float16.values))]).toEqual(fixture.float16.bits)
  })
  it('gives every number that a half holds back, bit for bit', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits)
    const numbers = all.filter((bits) => (bits & 0x7fff) <= 0x7c00)
    expect(toFloat16(fromFloat16(numbers))).toEqual(numbers)
    expect(fromFloat16(Uint16Array.of(0x7e00))[0]).toBeNaN()
  })
})

describe('8-bit weights', () => {
  it.each(['byChannel', 'byLayer'] as const)('are those of ONNX Runtime, scales %s', (kind) => {
    const { shape, weights, scales, integers } = fixture.int8[kind]
    const { storage, weights: packed } = packWeights([spec('a/kernel', shape)], bytesOf(weights), 'int8')
    expect(storage).toEqual([{ dtype: 'int8', scales: scales.length }])
    expect(floatsOf(packed.subarray(0, scales.length * 4))).toEqual(scales)
    expect([...new Int8Array(packed.slice(scales.length * 4).buffer)]).toEqual(integers)
    const restored = floatsOf(unpackWeights([spec('a/kernel', shape)], storage, packed))
    expect(restored).toEqual(
      integers.map((q, i) => Math.fround(q * (scales[i % scales.length] as number)) + 0),
    )
    restored.forEach((value, i) => {
      const step = scales[i % scales.length] as number
      expect(Math.abs(value - (weights[i] as number))).toBeLessThanOrEqual(step * 0.5000001)
    })
  })
})

describe('packed weights', () => {
  const specs = [
    spec('a/kernel', [32, 2]),
    spec('a/bias', [2]),
    spec('b/kernel', [2, 3]),
    spec('b/bias', [3]),
  ]
  const values = Float32Array.from({ length: 75 }, (_, i) => Math.sin(i * 3.7) * (1 + i))

  it('lie one after the other, biases in half precision, and come back from an odd place in a larger buffer', () => {
    const { storage, weights } = packWeights(specs, bytesOf(values), 'int8')
    expect(storage).toEqual([
      { dtype: 'int8', scales: 2 },
      { dtype: 'float16' },
      { dtype: 'int8', scales: 1 },
      { dtype: 'float16' },
    ])
    expect(weights.byteLength).toBe(2 * 4 + 64 + 2 * 2 + 4 + 6 + 3 * 2)
    const odd = Buffer.alloc(weights.byteLength + 1)
    odd.set(weights, 1)
    const restored = floatsOf(unpackWeights(specs, storage, odd.subarray(1)))
    expect(restored).toHaveLength(75)
    restored.forEach((value, i) => expect(Math.abs(value - (values[i] as number))).toBeLessThan(0.4))
    expect(restored.slice(64, 66)).toEqual([...fromFloat16(toFloat16(values.slice(64, 66)))])
  })
  it('change no more when they are packed again', () => {
    const once = packWeights(specs, bytesOf(values), 'int8')
    const again = packWeights(specs, unpackWeights(specs, once.storage, once.weights), 'int8')
    expect(again).toEqual(once)
  })
  it('are refused where they are too large for a half, and where bytes are missing', () => {
    const large = values.map((value, i) => (i === 65 ? 70_000 : value))
    expect(() => packWeights(specs, bytesOf(large), 'int8')).toThrow(/weights of layer "a" are too large/)
    expect(() => packWeights(specs, bytesOf(large), 'float16')).toThrow(/too large/)
    const { storage, weights } = packWeights(specs, bytesOf(values), 'float16')
    expect(() => unpackWeights(specs, storage, weights.subarray(0, -2))).toThrow()
    expect(() => unpackWeights(specs, storage, Buffer.concat([weights, weights]))).toThrow(/bytes, not/)
  })
})
