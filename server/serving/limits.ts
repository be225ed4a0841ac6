/** What one serving process accepts at most, and how it gathers requests. Stated in docs/serving.md. */
export interface ServingLimits {
  /** Bytes of one request's body. */
  bodyBytes: number
  /** Rows of one request. */
  rows: number
  /** Requests being received, waiting or answered at once. */
  requests: number
  /** Bytes of all bodies being received or answered at once. */
  totalBodyBytes: number
  /** Bytes of the bodies whose rows wait for one model; an empty queue takes a request of any size. */
  queuedBytes: number
  /** Rows after which a micro-batch is full. */
  batchRows: number
  /** How long a micro-batch may wait for more requests, once several were seen at a time. */
  batchDelayMs: number
  /** Warnings listed in one answer; those beyond are counted. */
  warnings: number
  /** Versions that answer only to their number and stay loaded after use. */
  spareVersions: number
}

export const defaultLimits: ServingLimits = {
  bodyBytes: 8 * 1024 * 1024,
  rows: 10_000,
  requests: 1024,
  totalBodyBytes: 256 * 1024 * 1024,
  queuedBytes: 8 * 1024 * 1024,
  batchRows: 512,
  batchDelayMs: 1,
  warnings: 100,
  spareVersions: 4,
}
