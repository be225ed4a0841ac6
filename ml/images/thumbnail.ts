import sharp from 'sharp'
import { decodeOptions } from './formats.ts'
import type { PictureShape } from './pixels.ts'

/** Longest side of a thumbnail in pixels: it is shown at half of that on fine screens. */
const SIDE = 96

const dataUrl = (type: string, bytes: Buffer): string =>
  `data:image/${type};base64,${bytes.toString('base64')}`

/** A small picture of an encoded image as a data URL; null where it can't be decoded. */
export async function thumbnailOf(bytes: Uint8Array): Promise<string | null> {
  try {
    const small = await sharp(bytes, decodeOptions)
      .autoOrient()
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 70 })
      .toBuffer()
    return dataUrl('webp', small)
  } catch {
    return null
  }
}

/** A picture of a vector of 0 to 1 as a data URL; values beyond are cut off. Null where the length is another. */
export async function pictureOf(
  vector: Float32Array,
  [height, width, channels]: PictureShape,
): Promise<string | null> {
  if (vector.length !== height * width * channels) return null
  const raw = { width, height, channels }
  let picture = sharp(
    Uint8ClampedArray.from(vector, (value) => value * 255),
    { raw },
  )
  if (Math.max(height, width) > SIDE) picture = picture.resize(SIDE, SIDE, { fit: 'inside' })
  return dataUrl('png', await picture.png().toBuffer())
}
