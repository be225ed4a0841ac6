import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

/** The choice is made once per process, so each is made in a process of its own. */
async function chooseIn(environment: Record<string, string>): Promise<Record<string, string>> {
  const script = `
    import('./ml/backend/init-backend.ts').then(({ initBackend }) => initBackend())
      .then(({ name, version, note }) => ({ name, version, note }), ({ kind, code, message }) => ({ kind, code, message }))
      .then((answer) => console.log(JSON.stringify(answer)))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', script], {
    env: { ...process.env, MILLRACE_BACKEND: '', MILLRACE_TFJS_NODE_PATH: '', ...environment },
  })
  return JSON.parse(stdout) as Record<string, string>
}

describe('initBackend', () => {
  it('takes WASM when it is asked for', async () => {
    const backend = await chooseIn({ MILLRACE_BACKEND: 'wasm' })
    expect(backend.name).toBe('wasm')
    expect(backend.version).toMatch(/^tfjs 4\.22\.0/)
  })

  it('falls back to WASM, and says why, where the native package does not load', async () => {
    const backend = await chooseIn({ MILLRACE_TFJS_NODE_PATH: '/nowhere/tfjs-node' })
    expect(backend.name).toBe('wasm')
    expect(backend.note).toMatch(/can't be loaded: Cannot find module/)
  })

  it('refuses when the native engine is demanded and missing', async () => {
    const error = await chooseIn({
      MILLRACE_BACKEND: 'tensorflow',
      MILLRACE_TFJS_NODE_PATH: '/nowhere/tfjs-node',
    })
    expect(error).toMatchObject({ kind: 'operational', code: 'backend_unavailable' })
  })

  it('leaves no listener for the errors of the whole process', async () => {
    const script = `import('./ml/backend/init-backend.ts').then(({ initBackend }) => initBackend())
      .then(() => console.log(process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', script], {
      env: { ...process.env, MILLRACE_BACKEND: 'wasm' },
    })
    expect(stdout.trim()).toBe('0 0')
  })

  it('refuses an unknown name', async () => {
    const error = await chooseIn({ MILLRACE_BACKEND: 'cuda' })
    expect(error.message).toBe('MILLRACE_BACKEND is "cuda". Set it to auto, tensorflow or wasm.')
  })
})
