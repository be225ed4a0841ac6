/** What *Quantise* reports. */
export interface QuantisationReport {
  precision: 'float16' | 'int8'
  /** Bytes of the weights, biases among them. */
  bytes: { before: number; after: number }
  parameters: number
  /** Figures on known rows; absent where no table was connected. */
  comparison?: {
    on: 'test' | 'validation' | 'train' | 'all'
    rows: number
    heldOut: boolean
    note: string | null
    /** A figure without a value on these rows is null. */
    before: Readonly<Record<string, number | null>>
    after: Readonly<Record<string, number | null>>
    /** Largest change of a probability (0…1), or of a number predicted, in its own unit. */
    largestChange: number
    of: 'probability' | 'number'
    /** Rows whose answer is another class than before; null for numbers. */
    answersChanged: number | null
  }
}
