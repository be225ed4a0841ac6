/** The whole state of a generator: four unsigned 32-bit integers. */
export type GeneratorState = readonly [number, number, number, number]

/**
 * xoshiro128** 1.1 (Blackman & Vigna, 2018): 32 random bits at a time from a state that can be saved and restored,
 * so that an interrupted training draws on as if nothing had happened.
 */
export class Generator {
  private a: number
  private b: number
  private c: number
  private d: number

  constructor(state: GeneratorState) {
    ;[this.a, this.b, this.c, this.d] = state
  }

  /** The state that follows from a seed, by splitmix32 as its authors advise. */
  static fromSeed(seed: number): Generator {
    return new Generator([mix(seed, 1), mix(seed, 2), mix(seed, 3), mix(seed, 4) || 1])
  }

  get state(): GeneratorState {
    return [this.a, this.b, this.c, this.d]
  }

  /** A whole number in 0…2³²−1. */
  next(): number {
    const times = Math.imul(this.b, 5)
    const result = Math.imul((times << 7) | (times >>> 25), 9) >>> 0
    const t = this.b << 9
    const c = this.c ^ this.a
    const d = this.d ^ this.b
    this.b = (this.b ^ c) >>> 0
    this.a = (this.a ^ d) >>> 0
    this.c = (c ^ t) >>> 0
    this.d = ((d << 11) | (d >>> 21)) >>> 0
    return result
  }

  /** A whole number in 0…bound−1, each as likely as the next (Lemire, 2019). `bound` is at most 2³². */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound)
    for (;;) {
      const value = this.next()
      if (value < limit) return value % bound
    }
  }

  /** Shuffles in place (Fisher–Yates). */
  shuffle(items: Uint32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const item = items[i] as number
      items[i] = items[j] as number
      items[j] = item
    }
  }
}

/** 32 well-mixed bits of two integers: a generator without state, for draws that are numbered. */
export function mix(seed: number, index: number): number {
  let z = (seed + Math.imul(index, 0x9e3779b9)) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}
