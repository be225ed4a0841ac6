import { createHash, randomUUID } from 'node:crypto'
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef, PortValue } from '../../nodes/kit/values.ts'

/** A store whose new blobs lie in a folder of their own until they are kept: what nobody asked for goes with it. */
export interface ScratchStore extends BlobStore {
  /** Moves the blobs of a value into the store below. */
  keep(value: PortValue): Promise<void>
}

export function openScratchStore(below: BlobStore, folder: string): ScratchStore {
  const scratch = new Map<string, BlobRef>()
  const pathIn = (sha256: string) => join(folder, sha256)

  const add = async (path: string, sha256: string, ref: Omit<BlobRef, 'sha256'>): Promise<BlobRef> => {
    await rename(path, pathIn(sha256))
    const made = { sha256, ...ref }
    scratch.set(sha256, made)
    return made
  }

  const promote = async (ref: BlobRef): Promise<void> => {
    if (!scratch.has(ref.sha256)) return
    await below.putFile(pathIn(ref.sha256), ref.mediaType)
  }

  return {
    pathOf: async (ref) => (scratch.has(ref.sha256) ? pathIn(ref.sha256) : below.pathOf(ref)),
    getBytes: async (ref) => (scratch.has(ref.sha256) ? readFile(pathIn(ref.sha256)) : below.getBytes(ref)),
    async putBytes(bytes, mediaType) {
      // Small, and pointed to from one another: steps of a lineage, manifests, reports.
      if (mediaType === 'application/json') return below.putBytes(bytes, mediaType)
      await mkdir(folder, { recursive: true })
      const path = join(folder, randomUUID())
      await writeFile(path, bytes)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return add(path, sha256, { sizeBytes: bytes.byteLength, mediaType })
    },
    async putFile(from, mediaType, options) {
      await mkdir(folder, { recursive: true })
      const path = join(folder, randomUUID())
      await (options?.move ? rename(from, path) : copyFile(from, path))
      const hash = createHash('sha256')
      let sizeBytes = 0
      await pipeline(
        createReadStream(path),
        async function* (source) {
          for await (const chunk of source as AsyncIterable<Buffer>) {
            sizeBytes += chunk.byteLength
            hash.update(chunk)
            yield chunk
          }
        },
        async (source) => {
          for await (const _ of source);
        },
      )
      return add(path, hash.digest('hex'), { sizeBytes, mediaType })
    },
    async keep(value) {
      for (const ref of [value.blob, ...value.blobs]) await promote(ref)
    },
  }
}
