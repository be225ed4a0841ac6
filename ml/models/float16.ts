/** Rounds to the nearest whole number, halves to the even one, as IEEE 754 and NumPy do. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value)
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** The bits of the half-precision number (IEEE 754 binary16) nearest to a float32, halves to even. */
function halfOf(value: number): number {
  float[0] = value
  const all = bits[0] as number
  const sign = (all >>> 16) & 0x8000
  const size = all & 0x7fffffff
  if (size > 0x7f800000) return sign | 0x7e00
  if (size >= 0x47800000) return sign | 0x7c00
  // Below 2⁻¹⁴ halves are multiples of 2⁻²⁴.
  if (size < 0x38800000) return sign | roundHalfEven(Math.abs(value) * 2 ** 24)
  // Thirteen bits of the mantissa go; a carry runs on into the exponent, and from there to infinity.
  return sign | ((size + 0xfff + ((size >>> 13) & 1) - 0x38000000) >>> 13)
}

function valueOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

/** Half-precision bits of float32 numbers; what is beyond ±65,504 becomes infinite. */
export const toFloat16 = (values: Float32Array): Uint16Array => Uint16Array.from(values, halfOf)

/** The numbers behind half-precision bits, exactly. */
export const fromFloat16 = (halves: Uint16Array): Float32Array => Float32Array.from(halves, valueOf)
