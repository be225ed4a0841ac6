/**
 * Three classes of error. What a person drew or fed (`UserError`) is shown as it is and never retried; what the
 * world did (`OperationalError`) is retried; what we got wrong (`UnexpectedError`) is reported. What is not marked
 * safe by being a `UserError` or `OperationalError` is not shown.
 */
export abstract class MillraceError extends Error {
  abstract readonly kind: ErrorKind
  readonly code: string
  /** The parameter the message is about, where there is one: shown beside its field. */
  readonly field: string | undefined
  constructor(code: string, message: string, options: { cause?: unknown; field?: string } = {}) {
    super(message, { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.field = options.field
  }
}

export type ErrorKind = 'user' | 'operational' | 'unexpected'

export class UserError extends MillraceError {
  readonly kind = 'user'
}

export class OperationalError extends MillraceError {
  readonly kind = 'operational'
}

export class UnexpectedError extends MillraceError {
  readonly kind = 'unexpected'
}

/** An error as plain data: what crosses a process boundary and is stored with a failed node. */
export interface ErrorReport {
  kind: ErrorKind
  code: string
  message: string
  field?: string
}

const UNEXPECTED_MESSAGE = 'Something went wrong inside Millrace. The worker log has the details.'

const isClassified = (error: unknown): error is Error & ErrorReport =>
  error instanceof Error &&
  'kind' in error &&
  (error.kind === 'user' || error.kind === 'operational' || error.kind === 'unexpected') &&
  'code' in error &&
  typeof error.code === 'string'

/**
 * Turns anything thrown into a report that is safe to show. Errors are recognised by their shape, since the numerical
 * library throws its own classes (`ml/errors.ts`) and knows nothing of nodes.
 */
export function toErrorReport(error: unknown): ErrorReport {
  if (isClassified(error) && error.kind !== 'unexpected') {
    const report: ErrorReport = { kind: error.kind, code: error.code, message: error.message }
    if (typeof error.field === 'string') report.field = error.field
    return report
  }
  return { kind: 'unexpected', code: 'unexpected', message: UNEXPECTED_MESSAGE }
}

/** The error a report stands for. */
export function fromErrorReport(report: ErrorReport): MillraceError {
  const options = report.field === undefined ? {} : { field: report.field }
  switch (report.kind) {
    case 'user':
      return new UserError(report.code, report.message, options)
    case 'operational':
      return new OperationalError(report.code, report.message, options)
    case 'unexpected':
      return new UnexpectedError(report.code, report.message, options)
  }
}
