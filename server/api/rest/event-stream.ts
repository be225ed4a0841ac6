/**
 * Answers with server-sent events, one `data:` line of JSON each; ends when the source ends. Rejects with what the
 * source throws before its first value, so that it can still be answered with a status.
 */
export async function eventStream(source: AsyncGenerator<unknown>): Promise<Response> {
  let next: Promise<IteratorResult<unknown>> | null = Promise.resolve(await source.next())
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await (next ?? source.next())
        next = null
        if (done) controller.close()
        else controller.enqueue(encoder.encode(`data: ${JSON.stringify(value)}\n\n`))
      } catch (error) {
        controller.error(error)
      }
    },
    async cancel() {
      await source.return(undefined)
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}
