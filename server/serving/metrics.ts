/** Upper bounds of the latency histogram, in seconds. */
const LATENCY_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Upper bounds of rows per micro-batch. */
const BATCH_BOUNDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024]

export interface Gauges {
  /** Rows waiting, by endpoint. */
  queuedRows: ReadonlyMap<string, number>
  /** Requests being received, waiting or answered. */
  requestsInFlight: number
}

/** Counts what the process does, and writes it in the text format of Prometheus. */
export interface Metrics {
  /** Counts an answered request. `endpoint` must be one that exists, or empty: clients must not invent labels. */
  countRequest(request: {
    endpoint: string
    api: string
    status: number
    seconds: number
    rows: number
  }): void
  countBatch(requests: number, rows: number): void
  /** Prometheus text, version 0.0.4. */
  write(gauges: Gauges): string
}

interface Histogram {
  /** Observations up to each bound, and one beyond the last; not cumulative. */
  counts: number[]
  sum: number
}

const createHistogram = (bounds: readonly number[]): Histogram => ({
  counts: Array.from({ length: bounds.length + 1 }, () => 0),
  sum: 0,
})

function observe(histogram: Histogram, bounds: readonly number[], value: number): void {
  const index = bounds.findIndex((bound) => value <= bound)
  histogram.counts[index === -1 ? bounds.length : index]!++
  histogram.sum += value
}

type Labels = Readonly<Record<string, string>>

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

function series(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, label]) => `${key}="${escapeLabel(label)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`
}

function histogramLines(
  name: string,
  labels: Labels,
  { histogram, bounds }: { histogram: Histogram; bounds: readonly number[] },
): string[] {
  let total = 0
  const buckets = bounds.map((bound, index) => {
    total += histogram.counts[index]!
    return series(`${name}_bucket`, { ...labels, le: String(bound) }, total)
  })
  total += histogram.counts[bounds.length]!
  return [
    ...buckets,
    series(`${name}_bucket`, { ...labels, le: '+Inf' }, total),
    series(`${name}_sum`, labels, histogram.sum),
    series(`${name}_count`, labels, total),
  ]
}

const family = (name: string, type: string, help: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines]

export function createMetrics(): Metrics {
  const requests = new Map<string, { labels: Labels; count: number }>()
  const latencies = new Map<string, Histogram>()
  const rows = new Map<string, number>()
  const batchRows = createHistogram(BATCH_BOUNDS)
  let batchedRequests = 0

  return {
    countRequest({ endpoint, api, status, seconds, rows: rowCount }) {
      const key = `${endpoint}\n${api}\n${status}`
      const known = requests.get(key)
      if (known) known.count++
      else requests.set(key, { labels: { endpoint, api, status: String(status) }, count: 1 })
      rows.set(endpoint, (rows.get(endpoint) ?? 0) + rowCount)
      let latency = latencies.get(endpoint)
      if (latency === undefined) latencies.set(endpoint, (latency = createHistogram(LATENCY_BOUNDS)))
      observe(latency, LATENCY_BOUNDS, seconds)
    },

    countBatch(requestCount, rowCount) {
      batchedRequests += requestCount
      observe(batchRows, BATCH_BOUNDS, rowCount)
    },

    write({ queuedRows, requestsInFlight }) {
      const counts = [...requests.values()]
      const failed = counts.filter(({ labels }) => Number(labels.status) >= 400)
      return [
        ...family(
          'millrace_requests_total',
          'counter',
          'Prediction requests answered.',
          counts.map(({ labels, count }) => series('millrace_requests_total', labels, count)),
        ),
        ...family(
          'millrace_request_errors_total',
          'counter',
          'Prediction requests answered with a 4xx or 5xx status.',
          failed.map(({ labels, count }) => series('millrace_request_errors_total', labels, count)),
        ),
        ...family(
          'millrace_rows_total',
          'counter',
          'Rows predicted.',
          [...rows].map(([endpoint, count]) => series('millrace_rows_total', { endpoint }, count)),
        ),
        ...family(
          'millrace_request_seconds',
          'histogram',
          'Time from the first byte of a prediction request to its answer.',
          [...latencies].flatMap(([endpoint, histogram]) =>
            histogramLines('millrace_request_seconds', { endpoint }, { histogram, bounds: LATENCY_BOUNDS }),
          ),
        ),
        ...family(
          'millrace_batch_rows',
          'histogram',
          'Rows per micro-batch.',
          histogramLines('millrace_batch_rows', {}, { histogram: batchRows, bounds: BATCH_BOUNDS }),
        ),
        ...family('millrace_batched_requests_total', 'counter', 'Requests answered by micro-batches.', [
          series('millrace_batched_requests_total', {}, batchedRequests),
        ]),
        ...family(
          'millrace_queued_rows',
          'gauge',
          'Rows waiting for a model.',
          [...queuedRows].map(([endpoint, count]) => series('millrace_queued_rows', { endpoint }, count)),
        ),
        ...family('millrace_requests_in_flight', 'gauge', 'Requests being received, waiting or answered.', [
          series('millrace_requests_in_flight', {}, requestsInFlight),
        ]),
        '',
      ].join('\n')
    },
  }
}
