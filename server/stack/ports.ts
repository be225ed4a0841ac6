import { createServer } from 'node:net'
import { UserError } from '../../nodes/kit/errors.ts'

const listen = (port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.unref()
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

export const isPortFree = (port: number, host: string): Promise<boolean> =>
  listen(port, host).then(
    () => true,
    () => false,
  )

/**
 * Makes sure that a port a person chose (or the default) can be listened on.
 * @throws UserError `port_taken`, `port_forbidden` or `host_unknown`: one line that says what to set.
 */
export async function requirePort(port: number, host: string, variable: string): Promise<void> {
  try {
    await listen(port, host)
    if (host === '127.0.0.1') await requireIpv6Neighbour(port)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EADDRINUSE') {
      throw new UserError(
        'port_taken',
        `Port ${port} is taken by another program. Stop that program, or set ${variable} to a free port, for example ${variable}=${suggestPort(port)}.`,
      )
    }
    if (code === 'EACCES') {
      throw new UserError(
        'port_forbidden',
        `This user may not listen on port ${port}. Set ${variable} to a port above 1023.`,
      )
    }
    throw new UserError(
      'host_unknown',
      `Cannot listen on ${host}:${port}: ${code ?? 'unknown reason'}. Set MILLRACE_HOST to an address of this machine.`,
      { cause: error },
    )
  }
}

/** Browsers try ::1 first for `localhost`: a program that has the port there alone would be seen instead of us. */
async function requireIpv6Neighbour(port: number): Promise<void> {
  try {
    await listen(port, '::1')
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') throw error
  }
}

const suggestPort = (port: number): number => (port + 100 <= 65_535 ? port + 100 : port - 100)

/** The remembered port if it is still free, else a free one that the system chooses. Loopback only. */
export async function chooseInternalPort(remembered: number | undefined): Promise<number> {
  if (remembered !== undefined && (await isPortFree(remembered, '127.0.0.1'))) return remembered
  return listen(0, '127.0.0.1')
}
