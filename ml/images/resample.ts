/** How a picture is brought to a size: stretched, filled with the middle of it, or whole with a black margin. */
export const imageFits = ['stretch', 'crop', 'pad'] as const
export type ImageFit = (typeof imageFits)[number]

export interface ImageSize {
  width: number
  height: number
  fit: ImageFit
}

/** Red, green and blue of 0 to 255, row by row. */
export interface Pixels {
  width: number
  height: number
  data: Uint8Array
}

const RGB = 3
const LOBES = 3
/** Weights are whole numbers of so many binary digits, as in Pillow. */
const DIGITS = 22
const HALF = 1 << (DIGITS - 1)

function lanczos(x: number): number {
  if (x === 0) return 1
  if (Math.abs(x) >= LOBES) return 0
  const [a, b] = [Math.PI * x, (Math.PI * x) / LOBES]
  return ((Math.sin(a) / a) * Math.sin(b)) / b
}

interface Taps {
  from: number
  weights: Int32Array
}

/** What each of `size` places is made of: the pixels of `length` about it, from `start` to `end`. */
function tapsOf(length: number, { start, end, size }: { start: number; end: number; size: number }): Taps[] {
  const scale = (end - start) / size
  const widened = Math.max(1, scale)
  return Array.from({ length: size }, (_, at) => {
    const centre = start + (at + 0.5) * scale
    const from = Math.max(0, Math.trunc(centre - LOBES * widened + 0.5))
    const to = Math.min(length, Math.trunc(centre + LOBES * widened + 0.5))
    const weights = Float64Array.from({ length: to - from }, (_, tap) =>
      lanczos((from + tap - centre + 0.5) / widened),
    )
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return {
      from,
      weights: Int32Array.from(weights, (weight) => {
        const whole = (weight / total) * 2 ** DIGITS
        return Math.trunc(whole + (whole < 0 ? -0.5 : 0.5))
      }),
    }
  })
}

const level = (sum: number): number => Math.min(255, Math.max(0, sum >> DIGITS))

/**
 * Lines of pixels, `count` of them `stride` bytes apart, resampled along a line whose pixels are `step` bytes apart.
 * The result has the same layout: `outStride`, `outStep`.
 */
function resampleLines(
  data: Uint8Array,
  taps: readonly Taps[],
  {
    count,
    stride,
    step,
    outStride,
    outStep,
  }: Record<'count' | 'stride' | 'step' | 'outStride' | 'outStep', number>,
): Uint8Array {
  const out = new Uint8Array(count * taps.length * RGB)
  for (let line = 0; line < count; line++) {
    for (let at = 0; at < taps.length; at++) {
      const { from, weights } = taps[at]!
      let red = HALF
      let green = HALF
      let blue = HALF
      for (let tap = 0, place = line * stride + from * step; tap < weights.length; tap++, place += step) {
        const weight = weights[tap]!
        red += data[place]! * weight
        green += data[place + 1]! * weight
        blue += data[place + 2]! * weight
      }
      const into = line * outStride + at * outStep
      out[into] = level(red)
      out[into + 1] = level(green)
      out[into + 2] = level(blue)
    }
  }
  return out
}

/** The part of a picture from `left`, `top` to `right`, `bottom` (fractions of pixels count) at a size. */
function scaled(
  { width, height, data }: Pixels,
  [left, top, right, bottom]: readonly [number, number, number, number],
  size: { width: number; height: number },
): Pixels {
  const across = resampleLines(data, tapsOf(width, { start: left, end: right, size: size.width }), {
    count: height,
    stride: width * RGB,
    step: RGB,
    outStride: size.width * RGB,
    outStep: RGB,
  })
  const down = resampleLines(across, tapsOf(height, { start: top, end: bottom, size: size.height }), {
    count: size.width,
    stride: RGB,
    step: size.width * RGB,
    outStride: RGB,
    outStep: size.width * RGB,
  })
  return { ...size, data: down }
}

/** To the nearest whole number, halves to the even one. */
function round(value: number): number {
  const below = Math.floor(value)
  return value - below === 0.5 ? below + (below % 2) : Math.round(value)
}

/**
 * A picture at a size, bit for bit as Pillow's `Image.resize`, `ImageOps.fit` and `ImageOps.pad` with LANCZOS: a window
 * of three lobes, widened where a picture is made smaller, first across, then down.
 */
export function resample(picture: Pixels, { width, height, fit }: ImageSize): Pixels {
  const own = picture.width / picture.height
  const wanted = width / height
  if (fit === 'stretch' || own === wanted)
    return scaled(picture, [0, 0, picture.width, picture.height], { width, height })
  if (fit === 'crop') {
    const [w, h] =
      own >= wanted ? [wanted * picture.height, picture.height] : [picture.width, picture.width / wanted]
    const [left, top] = [(picture.width - w) / 2, (picture.height - h) / 2]
    return scaled(picture, [left, top, left + w, top + h], { width, height })
  }
  const inside =
    own > wanted
      ? { width, height: Math.max(1, round((picture.height / picture.width) * width)) }
      : { width: Math.max(1, round((picture.width / picture.height) * height)), height }
  const small = scaled(picture, [0, 0, picture.width, picture.height], inside)
  const [left, top] = [round((width - inside.width) / 2), round((height - inside.height) / 2)]
  const data = new Uint8Array(width * height * RGB)
  for (let row = 0; row < inside.height; row++)
    data.set(
      small.data.subarray(row * inside.width * RGB, (row + 1) * inside.width * RGB),
      ((top + row) * width + left) * RGB,
    )
  return { width, height, data }
}
