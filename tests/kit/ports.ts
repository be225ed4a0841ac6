import { isPortFree } from '../../server/stack/ports.ts'

/**
 * A port for what takes a while to start. It lies below those that systems give to whoever asks for any, so that nobody
 * comes to have it in the meantime.
 */
export async function chooseTestPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isPortFree(port, '127.0.0.1')) return port
  }
}
