import { ApplicationFailure, Context } from '@temporalio/activity'

const EVERY_MS = 2_000

/** Says for as long as an activity works that its worker is alive. What a worker cuts off as it stops is tried again. */
export async function withHeartbeat<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current()
  const { cancellationSignal: signal } = context
  const heartbeat = setInterval(() => context.heartbeat(), EVERY_MS)
  try {
    return await work(signal)
  } catch (error) {
    if (signal.aborted && !context.cancellationDetails?.cancelRequested)
      throw ApplicationFailure.retryable('The worker stopped.', 'worker_stopped')
    throw error
  } finally {
    clearInterval(heartbeat)
  }
}
