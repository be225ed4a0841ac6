/** Why a request is refused: the message is safe to send. */
export class RequestError extends Error {
  readonly status: number
  readonly code: string
  /** The column or parameter the message is about. */
  readonly field: string | undefined
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds: number | undefined
  constructor(
    status: number,
    code: string,
    message: string,
    options: { cause?: unknown; field?: string; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'RequestError'
    this.status = status
    this.code = code
    this.field = options.field
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

export const endpointNotFound = (name: string): RequestError =>
  new RequestError(404, 'endpoint_not_found', `There is no endpoint “${clip(name)}”.`)

export const versionNotFound = (name: string, version: string): RequestError =>
  new RequestError(404, 'version_not_found', `The endpoint “${name}” has no version “${clip(version)}”.`)

export const endpointDisabled = (name: string): RequestError =>
  new RequestError(
    503,
    'endpoint_disabled',
    `The endpoint “${name}” is switched off. Switch it on on its page in Millrace.`,
  )

export const overloaded = (message: string): RequestError =>
  new RequestError(429, 'overloaded', message, { retryAfterSeconds: 1 })

/** Nobody reads it; it stands in the metrics. */
export const abandoned = (): RequestError => new RequestError(499, 'abandoned', 'The client has gone.')

const clip = (text: string): string => (text.length > 64 ? `${text.slice(0, 64)}…` : text)
