import type { Generator } from '../training/random.ts'
import type { PictureShape } from './pixels.ts'

/** How far a picture may be changed. */
export interface Augmentation {
  flip: 'none' | 'horizontal' | 'both'
  /** Degrees to either side. */
  rotate: number
  /** Share of the width and of the height. */
  shift: number
  /** Share by which it grows or shrinks. */
  zoom: number
  /** Share by which all values grow or shrink. */
  brightness: number
  /** Standard deviation of what is added to each value. */
  noise: number
}

/** One change of a picture. */
export interface Change {
  /** Radians, clockwise as it is seen. */
  angle: number
  scale: number
  /** In pixels, to the right and down. */
  across: number
  down: number
  mirrored: boolean
  upsideDown: boolean
  brightness: number
}

/** From -1 to 1. */
const either = (random: Generator): number => (random.next() / 2 ** 32) * 2 - 1
const coin = (random: Generator): boolean => random.next() >= 2 ** 31

/** Draws a change; always as many numbers, so that one setting leaves what the others draw. */
export function drawChange(
  random: Generator,
  { flip, rotate, shift, zoom, brightness }: Augmentation,
  [height, width]: PictureShape,
): Change {
  const [mirrored, upsideDown] = [coin(random), coin(random)]
  const angle = (either(random) * rotate * Math.PI) / 180
  const scale = (1 + zoom) ** either(random)
  const [across, down] = [either(random) * shift * width, either(random) * shift * height]
  return {
    angle,
    scale,
    across,
    down,
    mirrored: flip !== 'none' && mirrored,
    upsideDown: flip === 'both' && upsideDown,
    brightness: 1 + brightness * either(random),
  }
}

const within = (value: number, most: number): number => Math.min(most, Math.max(0, value))

/**
 * A picture of 0 to 1 after a change about its middle: flipped, turned and scaled, then moved. Between pixels it is
 * linear, beyond the edge the edge goes on, as `scipy.ndimage.affine_transform` with `order=1, mode="nearest"`. Values
 * are kept from 0 to 1.
 */
export function changePicture(
  picture: Float32Array,
  [height, width, channels]: PictureShape,
  change: Change,
): Float32Array {
  const { angle, scale, across, down, mirrored, upsideDown, brightness } = change
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale]
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2]
  const out = new Float32Array(picture.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - middleX - across, y - middleY - down]
      const [turnedX, turnedY] = [cos * dx + sin * dy, cos * dy - sin * dx]
      const fromX = within(middleX + (mirrored ? -turnedX : turnedX), width - 1)
      const fromY = within(middleY + (upsideDown ? -turnedY : turnedY), height - 1)
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)]
      const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)]
      const [partX, partY] = [fromX - left, fromY - top]
      for (let c = 0; c < channels; c++) {
        const at = (row: number, column: number) => picture[(row * width + column) * channels + c]!
        const above = at(top, left) * (1 - partX) + at(top, right) * partX
        const below = at(bottom, left) * (1 - partX) + at(bottom, right) * partX
        const value = above * (1 - partY) + below * partY
        out[(y * width + x) * channels + c] = within(value * brightness, 1)
      }
    }
  }
  return out
}

/** Adds normal noise, in place; values are kept from 0 to 1. */
export function addNoise(picture: Float32Array, deviation: number, random: Generator): Float32Array {
  for (let at = 0; at < picture.length; at += 2) {
    // Box and Muller: two at a time.
    const radius = deviation * Math.sqrt(-2 * Math.log((random.next() + 1) / 2 ** 32))
    const angle = (2 * Math.PI * random.next()) / 2 ** 32
    picture[at] = within(picture[at]! + radius * Math.cos(angle), 1)
    if (at + 1 < picture.length) picture[at + 1] = within(picture[at + 1]! + radius * Math.sin(angle), 1)
  }
  return picture
}
