import { gunzipSync, unzipSync } from 'fflate'

/** The bytes of the first file of a zip archive (a Python wheel is one) whose path satisfies `isWanted`. */
export function findInZip(archive: Uint8Array, isWanted: (path: string) => boolean): Uint8Array | undefined {
  let found = false
  const files = unzipSync(archive, {
    filter: ({ name }) => {
      if (found || !isWanted(name)) return false
      found = true
      return true
    },
  })
  return Object.values(files)[0]
}

const BLOCK = 512
const REGULAR = new Set(['0', '\0'])

const textAt = (bytes: Uint8Array, start: number, length: number): string => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1')
  const end = text.indexOf('\0')
  return end === -1 ? text : text.slice(0, end)
}

/**
 * The bytes of the first regular file of a tar archive whose path satisfies `isWanted`. POSIX ustar headers: name at
 * 0, size in octal at 124, type at 156, prefix of the path at 345.
 */
export function findInTar(tar: Uint8Array, isWanted: (path: string) => boolean): Uint8Array | undefined {
  let offset = 0
  while (offset + BLOCK <= tar.length && tar[offset] !== 0) {
    const prefix = textAt(tar, offset + 345, 155)
    const name = textAt(tar, offset, 100)
    const sizeBytes = Number.parseInt(textAt(tar, offset + 124, 12).trim(), 8)
    if (!Number.isFinite(sizeBytes)) return undefined
    const type = String.fromCharCode(tar[offset + 156] ?? 0)
    const start = offset + BLOCK
    if (REGULAR.has(type) && isWanted(prefix === '' ? name : `${prefix}/${name}`)) {
      return tar.subarray(start, start + sizeBytes)
    }
    offset = start + Math.ceil(sizeBytes / BLOCK) * BLOCK
  }
  return undefined
}

export const findInTarGz = (
  archive: Uint8Array,
  isWanted: (path: string) => boolean,
): Uint8Array | undefined => findInTar(gunzipSync(archive), isWanted)
