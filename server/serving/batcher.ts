import type { ColumnBatch } from '../../ml/tables/column-batch.ts'
import { concatBatches, splitBatch } from './batches.ts'
import type { ServingLimits } from './limits.ts'
import { abandoned, overloaded } from './request-error.ts'

export type Predict = (batch: ColumnBatch) => ColumnBatch | Promise<ColumnBatch>

/** Gathers the requests of one model into micro-batches. */
export interface Batcher {
  /** Rows that wait, not counting those being computed. */
  readonly queuedRows: number
  /** Throws RequestError `overloaded` where a body of so many bytes finds no room: to be asked before it is parsed. */
  admit(bytes: number): void
  /** Answers row for row. Rejects with RequestError `abandoned` where the client has gone before its turn. */
  submit(batch: ColumnBatch, origin: Origin): Promise<ColumnBatch>
  /** Resolves once nothing waits and nothing is being computed. */
  idle(): Promise<void>
}

/** Where rows come from. */
export interface Origin {
  /** Size of the body they stood in. */
  bytes: number
  /** True once nobody waits for the answer any more. */
  isAbandoned?: () => boolean
}

interface Waiting {
  batch: ColumnBatch
  origin: Origin
  since: number
  resolve(answer: ColumnBatch): void
  reject(error: unknown): void
}

export interface BatcherOptions extends Pick<ServingLimits, 'queuedBytes' | 'batchRows' | 'batchDelayMs'> {
  /** Told of every micro-batch that was computed. */
  onBatch?: (requests: number, rows: number) => void
}

/** A larger request is computed in pieces, so that others get their turn in between. */
const PIECE_ROWS = 1024
/**
 * How long computing may hold the thread. Finishing what was taken in goes before taking in more: were it the other
 * way round, a server with too much to do would read and refuse requests and answer none.
 */
const TURN_MS = 25

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Requests that arrive in one turn of the event loop, or while another batch is being computed, share a batch. A
 * request that comes alone never waits. Once several came together, a batch that is smaller than the last one waits
 * for more, but no longer than the last one took to compute: waiting for company pays only where computing is dear.
 * A request is never divided between batches of others, and one that makes the model fail fails alone.
 */
export function createBatcher(predict: Predict, options: BatcherOptions): Batcher {
  const queue: Waiting[] = []
  let queuedRows = 0
  let queuedBytes = 0
  let active = false
  let lastRequests = 1
  let waitMs = 0
  let turnStartedAt = 0
  let idleListeners: (() => void)[] = []

  const giveWay = async (): Promise<void> => {
    await nextTurn()
    turnStartedAt = performance.now()
  }
  const giveWayIfLong = async (): Promise<void> => {
    if (performance.now() - turnStartedAt > TURN_MS) await giveWay()
  }

  const take = (): Waiting[] => {
    const taken: Waiting[] = []
    let rows = 0
    let count = 0
    for (const waiting of queue) {
      if (taken.length > 0 && rows + waiting.batch.rows > options.batchRows) break
      count++
      queuedRows -= waiting.batch.rows
      queuedBytes -= waiting.origin.bytes
      if (waiting.origin.isAbandoned?.()) {
        waiting.reject(abandoned())
        continue
      }
      taken.push(waiting)
      rows += waiting.batch.rows
    }
    queue.splice(0, count)
    return taken
  }

  const compute = async (batch: ColumnBatch): Promise<ColumnBatch> => {
    if (batch.rows <= PIECE_ROWS) return predict(batch)
    const sizes = Array.from({ length: Math.ceil(batch.rows / PIECE_ROWS) }, (_, index) =>
      Math.min(PIECE_ROWS, batch.rows - index * PIECE_ROWS),
    )
    const answers: ColumnBatch[] = []
    for (const piece of splitBatch(batch, sizes)) {
      answers.push(await predict(piece))
      await giveWayIfLong()
    }
    return concatBatches(answers)
  }

  const computeAlone = async (waiting: Waiting): Promise<void> => {
    try {
      waiting.resolve(await compute(waiting.batch))
    } catch (error) {
      waiting.reject(error)
    }
  }

  const computeTogether = async (taken: readonly Waiting[]): Promise<void> => {
    const [first] = taken
    if (first === undefined) return
    if (taken.length === 1) return computeAlone(first)
    let answers: ColumnBatch[]
    try {
      const answer = await compute(concatBatches(taken.map(({ batch }) => batch)))
      answers = splitBatch(
        answer,
        taken.map(({ batch }) => batch.rows),
      )
    } catch {
      for (const waiting of taken) await computeAlone(waiting)
      return
    }
    taken.forEach((waiting, index) => waiting.resolve(answers[index]!))
  }

  /** True while a batch should wait for more requests. */
  const shouldWait = (): boolean => {
    const [oldest] = queue
    if (oldest === undefined || queue.length >= lastRequests || queuedRows >= options.batchRows) return false
    return performance.now() - oldest.since < waitMs
  }

  const work = async (): Promise<void> => {
    await giveWay()
    while (queue.length > 0) {
      while (shouldWait()) await giveWay()
      const taken = take()
      if (taken.length === 0) continue
      lastRequests = taken.length
      const startedAt = performance.now()
      await computeTogether(taken)
      waitMs = Math.min(performance.now() - startedAt, options.batchDelayMs)
      options.onBatch?.(
        taken.length,
        taken.reduce((rows, { batch }) => rows + batch.rows, 0),
      )
      // With nothing left, what has arrived in the meantime is taken in first.
      if (queue.length === 0) await giveWay()
      else await giveWayIfLong()
    }
    active = false
    for (const listener of idleListeners.splice(0)) listener()
  }

  return {
    get queuedRows() {
      return queuedRows
    },

    admit(bytes) {
      if (queuedBytes === 0 || queuedBytes + bytes <= options.queuedBytes) return
      throw overloaded(`${queuedRows} rows wait for this model already. Try again in a moment.`)
    },

    submit(batch, origin) {
      return new Promise((resolve, reject) => {
        queue.push({ batch, origin, since: performance.now(), resolve, reject })
        queuedRows += batch.rows
        queuedBytes += origin.bytes
        if (active) return
        active = true
        void work()
      })
    },

    idle() {
      if (!active) return Promise.resolve()
      return new Promise((resolve) => {
        idleListeners = [...idleListeners, resolve]
      })
    },
  }
}
