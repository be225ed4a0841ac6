import { createRequire } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import * as nodeModule from 'node:module'
import * as util from 'node:util'

interface NativeModule {
  version?: Record<string, string>
}

interface ModuleLoader {
  _resolveFilename: (this: void, request: string, ...rest: unknown[]) => string
}

const here = createRequire(import.meta.url)

/**
 * Loads the native backend: the folder of the `@tensorflow/tfjs-node` package that `packagePath` names, or the one in
 * node_modules. Whatever folder it stands in, it gets this process's copy of TensorFlow.js. Throws what Node throws
 * when the package, its addon or its library can't be loaded.
 */
export function loadNative(packagePath: string | undefined): NativeModule {
  restoreRemovedUtilities()
  // TensorFlow greets every process with a line on standard error about the processor's instructions.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  if (packagePath === undefined || packagePath === '') {
    return here('@tensorflow/tfjs-node') as NativeModule
  }
  const folder = isAbsolute(packagePath) ? packagePath : resolve(packagePath)
  return withOwnTensorflow(() => createRequire(join(folder, 'package.json'))(folder) as NativeModule)
}

/** tfjs-node 4.22 calls two functions that Node 22 warns about and Node 23 took out of `util`. */
function restoreRemovedUtilities(): void {
  const legacy = (util as unknown as { default: Record<string, unknown> }).default
  legacy.isNullOrUndefined = (value: unknown) => value === null || value === undefined
  legacy.isArray = Array.isArray
}

/** Resolves `@tensorflow/tfjs…` from here, not from the folder of the package that asks, while `load` runs. */
function withOwnTensorflow<T>(load: () => T): T {
  const loader = (nodeModule as unknown as { default: ModuleLoader }).default
  const original = loader._resolveFilename
  const own: typeof original = (request, ...rest) => {
    if (!/^@tensorflow\/tfjs(-core|-layers|-data|-converter|-backend-cpu)?(\/|$)/.test(request)) {
      return original(request, ...rest)
    }
    // Resolving from here goes through the same function: the original one, or it would never end.
    loader._resolveFilename = original
    try {
      return here.resolve(request)
    } finally {
      loader._resolveFilename = own
    }
  }
  loader._resolveFilename = own
  try {
    return load()
  } finally {
    loader._resolveFilename = original
  }
}
