/** Shapes of vectors that are pictures: height, width, and one (grey) or three channels. */
export type PictureShape = readonly [height: number, width: number, channels: 1 | 3]

export const isPicture = (shape: readonly number[] | undefined): shape is PictureShape =>
  shape?.length === 3 && (shape[2] === 1 || shape[2] === 3)

/** Red, green and blue of 0 to 255 as a vector of 0 to 1, of one channel of grey or three of colour. */
export const vectorOf = (pixels: Uint8Array, channels: 1 | 3): Float32Array =>
  channels === 1 ? greyOf(pixels) : shares(new Float32Array(pixels))

/** Levels of 0 to 255 as shares of 1, in place. */
function shares(levels: Float32Array): Float32Array {
  for (let at = 0; at < levels.length; at++) levels[at]! /= 255
  return levels
}

/** Luma of ITU-R BT.601, rounded to whole levels as Pillow's `convert("L")` does. */
function greyOf(pixels: Uint8Array): Float32Array {
  const grey = new Float32Array(pixels.length / 3)
  for (let at = 0, from = 0; at < grey.length; at++, from += 3) {
    const [red, green, blue] = [pixels[from]!, pixels[from + 1]!, pixels[from + 2]!]
    grey[at] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
  }
  return shares(grey)
}
