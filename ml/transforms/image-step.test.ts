import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { resample } from '../images/resample.ts'
import { batchFromRows, type VectorData } from '../tables/column-batch.ts'
import { compileImage, type ImageStep, parseImageStep } from './image-step.ts'

type Settings = Pick<ImageStep, 'width' | 'height' | 'fit' | 'channels'>
/** See make-images.py; images and pixels are in base64. */
const fixture = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/pillow/images.json', import.meta.url), 'utf8'),
) as { images: Record<string, string>; cases: (Settings & { image: string; pixels: string })[] }

const stepOf = (settings: Settings): ImageStep => ({
  version: 1,
  kind: 'image',
  column: 'image',
  ...settings,
})
const prepare = (settings: Settings, images: readonly (string | null)[]): VectorData => {
  const rows = images.map((image) => ({ image }))
  const batch = batchFromRows(rows, [{ name: 'image', kind: 'image' }])
  return compileImage(stepOf(settings))(batch).columns.image as VectorData
}
const levels = (vector: Float32Array | null | undefined) =>
  Array.from(vector ?? [], (share) => Math.round(share * 255))

describe('prepared images', () => {
  it.each(fixture.cases)(
    'are what Pillow makes: $image, $width × $height, $fit, $channels',
    ({ image, pixels, ...settings }) => {
      const [made] = prepare(settings, [fixture.images[image] as string])
      expect(levels(made)).toEqual([...Buffer.from(pixels, 'base64')])
      expect(Math.max(...(made ?? []))).toBeLessThanOrEqual(1)
    },
  )

  it('are nearly the same where a large one is made smaller while it is decoded', async () => {
    const [width, height] = [800, 600]
    const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
      const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
      return 127 + 120 * Math.sin(x / 60 + (at % 3)) * Math.cos(y / 45)
    })
    const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 95 })
      .toBuffer()
    const size = { width: 20, height: 15, fit: 'stretch' } as const
    const [made] = prepare({ ...size, channels: 3 }, [jpeg.toString('base64')])
    const whole = resample({ width, height, data }, size)
    const differences = levels(made).map((level, at) => Math.abs(level - (whole.data[at] ?? 0)))
    expect(differences).toHaveLength(900)
    expect(Math.max(...differences)).toBeLessThanOrEqual(4)
  })

  const settings = { width: 4, height: 4, fit: 'crop', channels: 1 } as const

  it('are missing where the image is, and take a data URL as well', () => {
    const png = fixture.images.png as string
    const [first, second, third] = prepare(settings, [png, null, `data:image/png;base64,${png}`])
    expect(second).toBeNull()
    expect(first).toHaveLength(16)
    expect(third).toEqual(first)
  })

  it('name the row of one that is broken', () => {
    const broken = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>').toString(
      'base64',
    )
    expect(() => prepare(settings, [fixture.images.png as string, broken])).toThrow(
      expect.objectContaining({
        code: 'bad_image',
        field: 'image',
        message: expect.stringMatching(/^Row 2:/),
      }),
    )
    expect(() => prepare(settings, ['no base64!'])).toThrow(/Row 1: "image" must be the bytes of an image/)
  })

  it('are read from JSON only where it is whole', () => {
    const step = stepOf(settings)
    expect(parseImageStep(step)).toEqual(step)
    for (const bad of [{ width: 0 }, { height: 1.5 }, { channels: 2 }, { fit: 'contain' }, { column: 3 }])
      expect(() => parseImageStep({ ...step, ...bad })).toThrow(
        expect.objectContaining({ code: 'bad_transform' }),
      )
  })
})
