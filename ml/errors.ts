/** Bad data or a bad setting: the person can mend it. Recognised by its `kind` at the edge. */
export class DataError extends Error {
  readonly kind = 'user'
  readonly code: string
  readonly field: string | undefined
  constructor(code: string, message: string, options: { cause?: unknown; field?: string } = {}) {
    super(message, { cause: options.cause })
    this.name = 'DataError'
    this.code = code
    this.field = options.field
  }
}
