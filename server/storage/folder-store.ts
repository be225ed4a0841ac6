import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, copyFile, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'

/** The artifact store of one machine: a folder of files named by the SHA-256 of their bytes. */
export interface FolderStore extends BlobStore {
  /** Stores a stream as it arrives. Rejects with UserError `too_large` past `maxBytes`. */
  putStream(stream: Readable, mediaType: string, maxBytes: number): Promise<BlobRef>
  has(ref: BlobRef): Promise<boolean>
  /** Takes a blob out of the store. Only for blobs that nothing else points to; a missing one is fine. */
  remove(ref: BlobRef): Promise<void>
  /** Where its files lie. */
  folder: string
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'

function toStorageError(error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new OperationalError(
      'disk_full',
      'The disk that holds the data folder is full. Free some space; the step is tried again.',
      {
        cause: error,
      },
    )
  return error instanceof Error ? error : new Error(String(error))
}

/** Opens the store under `folder`, making it where it is missing. */
export function openFolderStore(folder: string): FolderStore {
  const incoming = join(folder, 'incoming')
  const fileOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2))

  /** Moves a finished file to its place; whoever comes second finds the same bytes there. */
  const place = async (path: string, sha256: string) => {
    const target = fileOf(sha256)
    await mkdir(dirname(target), { recursive: true })
    const handle = await open(path, 'r+')
    try {
      const now = new Date()
      await handle.utimes(now, now)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(path, target)
  }

  const digestFile = async (path: string) => {
    const hash = createHash('sha256')
    await pipeline(createReadStream(path), hash)
    return hash.digest('hex')
  }

  const withIncoming = async <T>(use: (path: string) => Promise<T>): Promise<T> => {
    await mkdir(incoming, { recursive: true })
    const path = join(incoming, randomUUID())
    try {
      return await use(path)
    } catch (error) {
      throw toStorageError(error)
    } finally {
      await rm(path, { force: true })
    }
  }

  /** Says of a blob that is there that somebody counts on it: garbage collection spares what is young. */
  const touch = (sha256: string): Promise<boolean> => {
    const now = new Date()
    return utimes(fileOf(sha256), now, now).then(
      () => true,
      () => false,
    )
  }

  const store: FolderStore = {
    folder,

    async has(ref) {
      return access(fileOf(ref.sha256)).then(
        () => true,
        () => false,
      )
    },

    remove: (ref) => rm(fileOf(ref.sha256), { force: true }),

    async pathOf(ref) {
      if (await store.has(ref)) return fileOf(ref.sha256)
      throw new OperationalError('blob_missing', `Artifact ${ref.sha256.slice(0, 12)} is not in the store.`)
    },

    async putFile(path, mediaType, options = {}) {
      const [sha256, { size }] = await Promise.all([digestFile(path), stat(path)])
      const ref = { sha256, sizeBytes: size, mediaType }
      if (await touch(sha256)) {
        if (options.move) await rm(path, { force: true })
        return ref
      }
      await withIncoming(async (temporary) => {
        if (options.move) await rename(path, temporary).catch(() => copyFile(path, temporary))
        else await copyFile(path, temporary)
        await place(temporary, sha256)
      })
      return ref
    },

    async putBytes(bytes, mediaType) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const ref = { sha256, sizeBytes: bytes.byteLength, mediaType }
      if (await touch(sha256)) return ref
      await withIncoming(async (temporary) => {
        const handle = await open(temporary, 'w')
        try {
          await handle.writeFile(bytes)
        } finally {
          await handle.close()
        }
        await place(temporary, sha256)
      })
      return ref
    },

    async putStream(stream, mediaType, maxBytes) {
      return withIncoming(async (temporary) => {
        const hash = createHash('sha256')
        let sizeBytes = 0
        const meter = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            sizeBytes += chunk.byteLength
            hash.update(chunk)
            if (sizeBytes > maxBytes)
              done(
                new UserError(
                  'too_large',
                  `The file is larger than ${Math.floor(maxBytes / 2 ** 20)} MB, the limit of this server.`,
                ),
              )
            else done(null, chunk)
          },
        })
        await pipeline(stream, meter, createWriteStream(temporary))
        const sha256 = hash.digest('hex')
        await place(temporary, sha256)
        return { sha256, sizeBytes, mediaType }
      })
    },

    async getBytes(ref) {
      try {
        return await readFile(fileOf(ref.sha256))
      } catch (error) {
        if (!isMissing(error)) throw toStorageError(error)
        throw new OperationalError('blob_missing', `Artifact ${ref.sha256.slice(0, 12)} is not in the store.`)
      }
    },
  }
  return store
}
