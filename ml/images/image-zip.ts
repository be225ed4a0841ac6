import { open } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { DataError } from '../errors.ts'
import { imageEndings, isWhole, MAX_IMAGE_BYTES } from './formats.ts'

/** Most images of one zip, and most bytes that they take together. */
const MAX_IMAGES = 100_000
const MAX_TOTAL_BYTES = 2_000_000_000
/** Most entries of any kind that are looked at. */
const MAX_ENTRIES = 500_000

/** An image file of a zip. */
export interface ImageEntry {
  /** Its path in the zip. */
  path: string
  /** The folder that it lies in; null where all lie in one. */
  label: string | null
}

/** A zip of images, open. */
export interface ImageZip {
  /** In code-unit order of their paths. */
  entries: readonly ImageEntry[]
  /** The folders' names in code-unit order; empty where all images lie in one. */
  labels: readonly string[]
  /** Bytes of an image; null where it is broken, or larger than an image may be. */
  read(entry: ImageEntry): Promise<Uint8Array | null>
  close(): void
}

/** Whether a file is a zip, by its first bytes. */
export async function isZip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { bytesRead, buffer: head } = await file.read(Buffer.alloc(4), 0, 4, 0)
    // PK, then a file, or the end of an empty zip.
    return bytesRead === 4 && (head.readUInt32BE(0) === 0x504b0304 || head.readUInt32BE(0) === 0x504b0506)
  } finally {
    await file.close()
  }
}

const damaged = (cause: unknown) =>
  new DataError(
    'bad_zip',
    'The zip is damaged, or not one that can be read. Pack it anew, and upload it again.',
    {
      cause,
    },
  )

/**
 * Opens a zip of images: JPEG, PNG, WebP, GIF, TIFF and AVIF files in any folders; other files are passed over, and
 * nothing is written to disk. The name of the folder that an image lies in is its class, unless all lie in one.
 *
 * Throws DataError `bad_zip`, `no_images`, `too_many_images` or `too_large`.
 */
export async function openImageZip(path: string): Promise<ImageZip> {
  const zip = await openPromise(path, { autoClose: false }).catch((cause: unknown) => {
    throw damaged(cause)
  })
  try {
    const found = await listImages(zip)
    const labels = new Set(found.map((entry) => folderOf(entry.fileName)))
    const several = labels.size > 1
    const byPath = new Map(found.map((entry) => [entry.fileName, entry]))
    return {
      entries: [...byPath.keys()].toSorted(byCodeUnit).map((name) => {
        const folder = folderOf(name)
        return { path: name, label: several && folder !== '' ? folder : null }
      }),
      labels: several ? [...labels].filter((label) => label !== '').toSorted(byCodeUnit) : [],
      read: (entry) => readImage(zip, byPath.get(entry.path)!),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : 1)
const folderOf = (path: string): string => path.split('/').at(-2) ?? ''

function isImage({ fileName }: Entry): boolean {
  const parts = fileName.split('/')
  const name = parts.at(-1) ?? ''
  // What macOS puts beside each file, and other hidden ones.
  if (name.startsWith('.') || parts.includes('__MACOSX')) return false
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return name.includes('.') && imageEndings.some((each) => each === ending)
}

async function listImages(zip: ZipFile): Promise<Entry[]> {
  const found: Entry[] = []
  let bytes = 0
  if (zip.entryCount > MAX_ENTRIES)
    throw new DataError(
      'too_many_images',
      `The zip has ${zip.entryCount.toLocaleString('en')} files; ${MAX_ENTRIES.toLocaleString('en')} can be looked through. Pack the images alone.`,
    )
  try {
    for await (const entry of zip.eachEntry()) {
      if (!isImage(entry)) continue
      found.push(entry)
      bytes += Math.min(entry.uncompressedSize, MAX_IMAGE_BYTES)
    }
  } catch (cause) {
    throw damaged(cause)
  }
  if (found.length === 0)
    throw new DataError(
      'no_images',
      `There is no image in the zip. Pack files that end in ${imageEndings.map((ending) => `.${ending}`).join(', ')}, in a folder for each class.`,
    )
  if (found.length > MAX_IMAGES)
    throw new DataError(
      'too_many_images',
      `The zip has ${found.length.toLocaleString('en')} images; ${MAX_IMAGES.toLocaleString('en')} can be read. Pack fewer, or several zips.`,
    )
  if (bytes > MAX_TOTAL_BYTES)
    throw new DataError(
      'too_large',
      `The images of the zip take ${(bytes / 1e9).toFixed(1)} GB; ${MAX_TOTAL_BYTES / 1e9} GB can be read. Make them smaller: models rarely look at more than 256 pixels a side.`,
    )
  return found
}

/** An entry's size is checked against what its header says while it is read, so no small file grows beyond bounds. */
async function readImage(zip: ZipFile, entry: Entry): Promise<Uint8Array | null> {
  if (entry.uncompressedSize > MAX_IMAGE_BYTES || !entry.canDecodeFileData()) return null
  try {
    const bytes = await buffer(await zip.openReadStreamPromise(entry))
    return (await isWhole(bytes)) ? bytes : null
  } catch {
    return null
  }
}
