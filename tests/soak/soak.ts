/** One part of the soak. */
export interface Soak {
  count: number
  /** The same seed gives the same kills, drawings and files. */
  seed: number
  say: (text: string) => void
}

export interface Report {
  /** Empty where all is as it must be. */
  faults: string[]
  summary: string
}
