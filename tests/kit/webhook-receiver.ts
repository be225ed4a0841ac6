import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedCall {
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

export interface WebhookReceiver extends AsyncDisposable {
  url: string
  calls: readonly ReceivedCall[]
}

/** A real HTTP server on this machine that keeps what it is sent; answers with these statuses in turn, then with 204. */
export async function openWebhookReceiver(statuses: readonly number[] = []): Promise<WebhookReceiver> {
  const left = [...statuses]
  const calls: ReceivedCall[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      calls.push({ headers: request.headers, body })
      response.writeHead(left.shift() ?? 204, { location: '/elsewhere' }).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    calls,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
