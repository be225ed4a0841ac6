import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

const isSource = (path: string): boolean =>
  !/\.test\.tsx?$|\.md$|\.tsbuildinfo$|(^|\/)\.|(^|\/)node_modules(\/|$)/.test(path)

function* listFiles(root: string, path: string): Generator<string> {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || !isSource(relative(root, path))) return
  if (!stat.isDirectory()) yield path
  else for (const name of readdirSync(path).sort()) yield* listFiles(root, join(path, name))
}

interface HashOptions {
  root: string
  /** Files and folders under the root; one that does not exist counts as absent. */
  include: readonly string[]
  /** Files to leave out, by their path under the root. */
  exclude?: (path: string) => boolean
  /** What else a build depends on. */
  extra?: readonly string[]
}

/** A digest of the contents of source files: the same sources, on any machine and at any time, the same digest. */
export function hashSources({ root, include, exclude = () => false, extra = [] }: HashOptions): string {
  const hash = createHash('sha256')
  const add = (text: string | Buffer) => {
    hash.update(`${text.length}:`)
    hash.update(text)
  }
  for (const text of extra) add(text)
  for (const entry of include) {
    for (const file of listFiles(root, join(root, entry))) {
      const path = relative(root, file).replaceAll('\\', '/')
      if (exclude(path)) continue
      add(path)
      add(readFileSync(file))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
