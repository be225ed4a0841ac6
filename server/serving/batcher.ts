import type { ColumnBatch } from '../../ml/tables/column-batch.ts'
import { concatBatches, splitBatch } from './batches.ts'
import type { ServingLimits } from './limits.ts'
import { overloaded } from './request-error.ts'

export type Predict = (batch: ColumnBatch) => ColumnBatch | Promise<ColumnBatch>

/** Gathers the requests of one model into micro-batches. */
export interface Batcher {
  /** Rows that wait, not counting those being computed. */
  readonly queuedRows: number
  /** Answers row for row. Rejects with RequestError `overloaded` where the queue is full. */
  submit(batch: ColumnBatch): Promise<ColumnBatch>
  /** Resolves once nothing waits and nothing is being computed. */
  idle(): Promise<void>
}

interface Waiting {
  batch: ColumnBatch
  since: number
  resolve(answer: ColumnBatch): void
  reject(error: unknown): void
}

export interface BatcherOptions extends Pick<ServingLimits, 'queuedRows' | 'batchRows' | 'batchDelayMs'> {
  /** Told of every micro-batch that was computed. */
  onBatch?: (requests: number, rows: number) => void
}

/** A request larger than this is computed in pieces, so that others get their turn in between. */
const PIECE_ROWS = 1024

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
  let active = false
  let lastRequests = 1
  let waitMs = 0
  let idleListeners: (() => void)[] = []

  const take = (): Waiting[] => {
    const taken: Waiting[] = []
    let rows = 0
    for (const waiting of queue) {
      if (taken.length > 0 && rows + waiting.batch.rows > options.batchRows) break
      taken.push(waiting)
      rows += waiting.batch.rows
    }
    queue.splice(0, taken.length)
    queuedRows -= rows
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
      await nextTurn()
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
    await nextTurn()
    while (queue.length > 0) {
      while (shouldWait()) await nextTurn()
      const taken = take()
      lastRequests = taken.length
      const startedAt = performance.now()
      await computeTogether(taken)
      waitMs = Math.min(performance.now() - startedAt, options.batchDelayMs)
      options.onBatch?.(
        taken.length,
        taken.reduce((rows, { batch }) => rows + batch.rows, 0),
      )
      await nextTurn()
    }
    active = false
    for (const listener of idleListeners.splice(0)) listener()
  }

  return {
    get queuedRows() {
      return queuedRows
    },

    submit(batch) {
      if (queuedRows > 0 && queuedRows + batch.rows > options.queuedRows) {
        return Promise.reject(
          overloaded(
            `${queuedRows} rows wait for this model already; ${options.queuedRows} may. Try again in a moment.`,
          ),
        )
      }
      return new Promise((resolve, reject) => {
        queue.push({ batch, since: performance.now(), resolve, reject })
        queuedRows += batch.rows
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
