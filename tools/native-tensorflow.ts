/**
 * `npm run native`: makes sure that native TensorFlow can be used. Where the installed `@tensorflow/tfjs-node` loads
 * there is nothing to do; else its addon is built against the library that TensorFlow's Python package carries, and
 * kept outside node_modules. Without it Millrace computes with TensorFlow.js's WASM backend.
 */
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { nativeTensorflowCache, nativeVersions } from '../ml/backend/native-location.ts'
import { compileAddon, fetchLibrary, fetchPackages, findToolchain, trim } from './native/build.ts'
import { NativeError, probe } from './native/commands.ts'
import { wheel } from './native/pins.ts'

const neededMb = 1500

async function main(): Promise<void> {
  const stock = await probe()
  if ('version' in stock) return say(`Native TensorFlow ${stock.version} is installed: nothing to do.`)
  const folder = nativeTensorflowCache()
  await mkdir(dirname(folder), { recursive: true })
  await removeLeftovers(dirname(folder), basename(folder))
  if (await exists(join(folder, 'package.json'))) {
    const built = await probe(folder)
    if ('version' in built) return say(`Native TensorFlow ${built.version} is ready in ${folder}.`)
    say(`What was built in ${folder} does not load: building it again.`)
  }
  await build(folder)
}

async function build(folder: string): Promise<void> {
  checkPlatform()
  const { python, compiler } = await findToolchain()
  const parent = dirname(folder)
  await checkDisk(parent)
  const scratch = join(parent, `.${basename(folder)}.${process.pid}`)
  const staged = join(scratch, 'package')
  try {
    await mkdir(staged, { recursive: true })
    say(`Fetching tfjs-node ${nativeVersions.tfjsNode} …`)
    await fetchPackages(scratch, staged)
    say(`Fetching TensorFlow ${nativeVersions.tensorflow} (${wheel.downloadMb} MB) …`)
    await fetchLibrary(python, scratch, staged)
    say('Compiling …')
    await compileAddon(compiler, scratch, staged)
    await trim(staged)
    const built = await probe(staged)
    if ('error' in built) throw new NativeError(`What was built does not load: ${built.error}`)
    await rm(folder, { recursive: true, force: true })
    await rename(staged, folder)
    say(`Native TensorFlow ${built.version} is ready in ${folder} (${await sizeMb(folder)} MB).`)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The library's file is for one kind of machine. Others have the official install, or WASM. */
function checkPlatform(): void {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  if (process.platform !== 'linux' || process.arch !== 'x64' || header.glibcVersionRuntime === undefined) {
    throw new NativeError(
      `It can be built on Linux x64 with glibc only, not on ${process.platform} ${process.arch}.`,
    )
  }
}

async function checkDisk(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const freeMb = Math.floor((bavail * bsize) / 1e6)
  if (freeMb < neededMb) {
    throw new NativeError(`${folder} has ${freeMb} MB free; ${neededMb} MB are needed while building.`)
  }
}

/** Folders of builds that were killed. One whose process still lives is another build at work, and stays. */
async function removeLeftovers(parent: string, name: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(`.${name}.`)) continue
    if (isAlive(Number(entry.slice(name.length + 2)))) continue
    await rm(join(parent, entry), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

async function sizeMb(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return Math.round(bytes / 1e6)
}

const say = (line: string): void => console.log(line)

try {
  await main()
} catch (error) {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  console.error(
    `Native TensorFlow can't be used: ${reason.replace(/\.?$/, '.')} Millrace computes with WASM instead.`,
  )
  process.exitCode = 1
}
