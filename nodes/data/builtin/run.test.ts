import { afterAll, beforeAll, expect, it } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

it('gives digits as images of the pixels that the plain data set has in columns', async () => {
  const { table: images } = await bench.run('data.builtin', {}, { dataset: 'digit-images' })
  const { table: plain } = await bench.run('data.builtin', {}, { dataset: 'digits' })
  expect(images.schema.columns[0]).toMatchObject({ kind: 'vector', storage: 'list', shape: [8, 8, 1] })
  const { columns: pictures } = await bench.read(images)
  const { columns: pixels } = await bench.read(plain)
  expect(pictures.digit).toEqual(pixels.digit)
  expect(pictures.image).toHaveLength(1797)
  for (const row of [0, 1000, 1796]) {
    const picture = [...((pictures.image as Float32Array[])[row] ?? [])]
    for (const [y, x] of [
      [0, 0],
      [2, 5],
      [7, 7],
    ] as const)
      expect(picture[y * 8 + x]).toBe((pixels[`pixel_${y}_${x}`]?.[row] as number) / 16)
  }
})
