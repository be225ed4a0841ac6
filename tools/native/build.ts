import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram, NativeError, runNpm, runProgram } from './commands.ts'
import { type NpmPin, nodeHeaders, runtimePackages, tfjsNode, wheel } from './pins.ts'

/** Programs found on this machine. */
export interface Toolchain {
  python: string
  compiler: string
}

/** Finds what the build needs; throws NativeError, naming what to install. */
export async function findToolchain(): Promise<Toolchain> {
  const compiler = await findProgram(['c++', 'g++', 'clang++'])
  if (compiler === undefined) throw new NativeError('There is no C++ compiler here. Install g++.')
  const python = 'python3'
  await runProgram(python, ['-m', 'pip', '--version']).catch((cause: unknown) => {
    throw new NativeError(
      'Python 3 with pip is needed to fetch the library. Install python3 and python3-pip.',
      {
        cause,
      },
    )
  })
  return { python, compiler }
}

/** Fetches a package from the npm registry, checks it against its pin and unpacks it into `into`. Runs no script. */
async function unpackNpm(pin: NpmPin, scratch: string, into: string): Promise<void> {
  const folder = join(scratch, pin.name.replace('/', '-'))
  await mkdir(folder, { recursive: true })
  await runNpm(['pack', `${pin.name}@${pin.version}`, '--ignore-scripts', '--loglevel=error'], folder)
  const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  if (archive === undefined) throw new NativeError(`npm did not fetch ${pin.name}.`)
  const found = `sha512-${createHash('sha512')
    .update(await readFile(join(folder, archive)))
    .digest('base64')}`
  if (found !== pin.integrity)
    throw new NativeError(`${pin.name} ${pin.version} is not the package expected.`)
  await mkdir(into, { recursive: true })
  await runProgram('tar', ['-xzf', join(folder, archive), '-C', into, '--strip-components=1'])
}

/** Unpacks into `into`: the packages, their sources, and what stands in for two dependencies. */
export async function fetchPackages(scratch: string, into: string): Promise<void> {
  await unpackNpm(tfjsNode, scratch, into)
  await unpackNpm(nodeHeaders, scratch, join(scratch, 'node-headers'))
  for (const pin of runtimePackages) await unpackNpm(pin, scratch, join(into, 'node_modules', pin.name))
  // The package asks node-pre-gyp, with its forty dependencies, for nothing but where its addon lies.
  const finder = join(into, 'node_modules/@mapbox/node-pre-gyp')
  await mkdir(finder, { recursive: true })
  await writeFile(
    join(finder, 'index.js'),
    "const { dirname, join } = require('node:path')\n" +
      "exports.find = (packageJson) => join(dirname(packageJson), 'lib/napi-v8/tfjs_binding.node')\n",
  )
}

/** Fetches the wheel, checks its hash (pip does), and unpacks the libraries and the C headers. */
export async function fetchLibrary(python: string, scratch: string, into: string): Promise<void> {
  const requirements = join(scratch, 'requirements.txt')
  await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`)
  const options = ['--require-hashes', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--quiet']
  await runProgram(
    python,
    ['-m', 'pip', '--disable-pip-version-check', 'download', ...options, ...wheel.pipOptions].concat([
      '--dest',
      scratch,
      '--requirement',
      requirements,
    ]),
  )
  const [archive] = (await readdir(scratch)).filter((name) => name.endsWith('.whl'))
  if (archive === undefined) throw new NativeError('pip did not fetch the library.')
  await runProgram(python, ['-c', unpackScript, join(scratch, archive), scratch])
  await rm(join(scratch, archive))
  await mkdir(join(into, 'deps/lib'), { recursive: true })
  for (const library of wheel.libraries) {
    await rename(join(scratch, 'tensorflow', library), join(into, 'deps/lib', library))
  }
}

const unpackScript = `
import sys, zipfile
wanted = ('tensorflow/libtensorflow_', 'tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/',
          'tensorflow/include/tsl/c/', 'tensorflow/include/tsl/platform/')
with zipfile.ZipFile(sys.argv[1]) as archive:
    archive.extractall(sys.argv[2], [name for name in archive.namelist() if name.startswith(wanted)])
`

/**
 * Compiles the addon as its binding.gyp describes, against Node-API 8, which every Node from 18 on has. The libraries
 * keep the names they carry inside (`….so.2`); nothing of them is C++ to the addon, so compilers need not match.
 */
export async function compileAddon(compiler: string, scratch: string, into: string): Promise<void> {
  await mkdir(join(into, 'lib/napi-v8'), { recursive: true })
  const includes = [join(scratch, 'tensorflow/include'), join(scratch, 'node-headers/include')].flatMap(
    (folder) => ['-I', folder],
  )
  await runProgram(
    compiler,
    ['-std=c++17', '-O2', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8', ...includes].concat(
      [
        'binding/tfjs_backend.cc',
        'binding/tfjs_binding.cc',
        '-o',
        'lib/napi-v8/tfjs_binding.node',
        '-Ldeps/lib',
      ],
      [
        '-Wl,--no-as-needed',
        ...wheel.libraries.map((library) => `-l:${library}`),
        '-Wl,-rpath,$ORIGIN/../../deps/lib',
      ],
    ),
    into,
  )
}

/** Removes what only the build needed, and the libraries' symbols for debuggers (a quarter of their size). */
export async function trim(into: string): Promise<void> {
  for (const name of ['binding', 'binding.gyp', 'python', 'scripts', 'src']) {
    await rm(join(into, name), { recursive: true, force: true })
  }
  if ((await findProgram(['strip'])) === undefined) return
  for (const library of wheel.libraries) {
    await runProgram('strip', ['--strip-unneeded', join(into, 'deps/lib', library)])
  }
}
