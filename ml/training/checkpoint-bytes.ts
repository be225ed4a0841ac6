import type { TrainingCheckpoint } from './checkpoint.ts'

/**
 * A checkpoint as one run of bytes: the length of a JSON header (uint32, little-endian), the header, then the arrays
 * in the order it lists them.
 */
export function packCheckpoint(checkpoint: TrainingCheckpoint): Uint8Array {
  const arrays = Object.entries(checkpoint.arrays)
  const header = new TextEncoder().encode(
    JSON.stringify({ ...checkpoint, arrays: arrays.map(([name, bytes]) => [name, bytes.byteLength]) }),
  )
  const size = arrays.reduce((sum, [, bytes]) => sum + bytes.byteLength, 4 + header.byteLength)
  const packed = new Uint8Array(size)
  new DataView(packed.buffer).setUint32(0, header.byteLength, true)
  packed.set(header, 4)
  let offset = 4 + header.byteLength
  for (const [, bytes] of arrays) {
    packed.set(bytes, offset)
    offset += bytes.byteLength
  }
  return packed
}

/** The checkpoint in bytes that `packCheckpoint` made. */
export function unpackCheckpoint(packed: Uint8Array): TrainingCheckpoint {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const headerBytes = view.getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(packed.subarray(4, 4 + headerBytes))) as Omit<
    TrainingCheckpoint,
    'arrays'
  > & { arrays: [string, number][] }
  const arrays: Record<string, Uint8Array> = {}
  let offset = 4 + headerBytes
  for (const [name, size] of header.arrays) {
    arrays[name] = new Uint8Array(packed.subarray(offset, offset + size))
    offset += size
  }
  if (offset !== packed.byteLength)
    throw new Error(`Checkpoint of ${packed.byteLength} bytes ends at ${offset}`)
  return { ...header, arrays }
}
