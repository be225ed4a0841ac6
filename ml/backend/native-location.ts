import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** What `npm run native` builds: the package's version, and that of the TensorFlow library it is built against. */
export const nativeVersions = { tfjsNode: '4.22.0', tensorflow: '2.15.1' } as const

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where `npm run native` puts what it builds, whether it is there or not: in MILLRACE_TOOLS, else in the person's
 * cache folder. Outside node_modules, so that a new install does not build it again. Absolute.
 */
export function nativeTensorflowCache(env: Environment = process.env): string {
  const tools =
    given(env.MILLRACE_TOOLS) ?? join(given(env.XDG_CACHE_HOME) ?? join(homedir(), '.cache'), 'millrace')
  return resolve(tools, `tfjs-node-${nativeVersions.tfjsNode}-tf-${nativeVersions.tensorflow}`)
}

/**
 * The folder of a `@tensorflow/tfjs-node` package outside node_modules: the one that MILLRACE_TFJS_NODE_PATH names,
 * which need not exist (loading it then says so), else the one that `npm run native` built, else null.
 */
export function nativeTensorflowFolder(env: Environment = process.env): string | null {
  const named = given(env.MILLRACE_TFJS_NODE_PATH)
  if (named !== undefined) return resolve(named)
  const built = nativeTensorflowCache(env)
  return existsSync(join(built, 'package.json')) ? built : null
}

const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value)
