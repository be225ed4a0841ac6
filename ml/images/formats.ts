import sharp from 'sharp'

/** Most pixels of one image: what a decoder may be made to hold. */
export const MAX_PIXELS = 100_000_000
/** Most bytes of one image as it is encoded. */
export const MAX_IMAGE_BYTES = 50_000_000

/** Endings of the files that are taken for images. */
export const imageEndings = ['jpg', 'jpeg', 'jfif', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif'] as const

/** Decoders of other formats (SVG, PDF, …) do far more than decode, so they are never asked. */
export function allowFormats(): void {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpeg',
      'VipsForeignLoadPng',
      'VipsForeignLoadWebp',
      'VipsForeignLoadNsgif',
      'VipsForeignLoadTiff',
      'VipsForeignLoadHeif',
    ],
  })
}
allowFormats()

/** What decoding is asked for: broken images are errors, and none may be larger than can be held. */
export const decodeOptions = { failOn: 'error', limitInputPixels: MAX_PIXELS, sequentialRead: true } as const

/** Whether bytes are an image that can be decoded to its end. A small picture is made of it, which is quick. */
export async function isWhole(bytes: Uint8Array): Promise<boolean> {
  try {
    await sharp(bytes, decodeOptions).resize(16, 16, { fit: 'fill' }).raw().toBuffer()
    return true
  } catch {
    return false
  }
}
