import { isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { DataError } from '../errors.ts'

export type Encoding = 'utf-8' | 'latin-1' | 'utf-16le' | 'utf-16be'

/** What a person may ask for; `utf-16` takes its byte order from the mark at the start, little-endian without one. */
export type EncodingChoice = 'auto' | 'utf-8' | 'latin-1' | 'utf-16'

export interface DetectedEncoding {
  encoding: Encoding
  /** Length of the byte order mark. */
  skip: number
  warning?: string
}

const READ_BYTES = 1 << 20

/**
 * Finds the encoding of a text file by reading all of it. Without a byte order mark it is UTF-8 where every byte
 * fits, then UTF-16 where NULs stand at every second place, then Latin-1 (with a warning) where every byte is a
 * character of it.
 *
 * Throws DataError `empty_file`, `binary_file`, `wrong_encoding`, with the offset of the first byte that doesn't fit.
 */
export async function detectEncoding(path: string, choice: EncodingChoice): Promise<DetectedEncoding> {
  const head = await readHead(path, 4096)
  if (head.length === 0) {
    throw new DataError('empty_file', 'The file is empty. Choose a file with a header and at least one row.')
  }
  refuseBinary(head)
  const marked = byteOrderMark(head)
  if (choice === 'utf-16') {
    return marked?.encoding.startsWith('utf-16') ? marked : { encoding: 'utf-16le', skip: 0 }
  }
  if (choice === 'auto' && marked && marked.encoding !== 'utf-8') return marked
  const skip = marked?.encoding === 'utf-8' ? marked.skip : 0
  if (choice === 'auto') {
    const unmarked = unmarkedUtf16(head)
    if (unmarked) return { encoding: unmarked, skip: 0 }
  }
  if (choice === 'latin-1') {
    await scanBytes(path, { utf8: false })
    return { encoding: 'latin-1', skip: 0 }
  }
  const bad = await scanBytes(path, { utf8: true })
  if (bad === null) return { encoding: 'utf-8', skip }
  const place = `byte ${bad.offset.toLocaleString('en')} (line ${bad.line.toLocaleString('en')})`
  if (choice === 'utf-8' || bad.latin1 === false) {
    throw new DataError(
      'wrong_encoding',
      `The file is not UTF-8: ${place} is not a character. Set Encoding to Latin-1 or UTF-16, or save the file as UTF-8.`,
      { field: 'encoding' },
    )
  }
  return {
    encoding: 'latin-1',
    skip: 0,
    warning: `The file is not UTF-8 at ${place}, so it was read as Latin-1. Set Encoding if accented letters look wrong.`,
  }
}

function byteOrderMark(head: Buffer): DetectedEncoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', skip: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', skip: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', skip: 2 }
  return null
}

/** Mostly ASCII in two bytes each: nearly all bytes of one parity are NUL, none of the other. */
function unmarkedUtf16(head: Buffer): Encoding | null {
  const nuls = [0, 0]
  head.forEach((byte, index) => {
    if (byte === 0) nuls[index % 2]!++
  })
  const half = head.length / 2
  if (nuls[1]! > half * 0.7 && nuls[0] === 0) return 'utf-16le'
  if (nuls[0]! > half * 0.7 && nuls[1] === 0) return 'utf-16be'
  return null
}

function refuseBinary(head: Buffer): void {
  const start = head.toString('latin1', 0, 8)
  const hint = start.startsWith('PK\u0003\u0004')
    ? 'It is a ZIP or Excel file. Save the sheet as CSV, or unpack the archive.'
    : start.startsWith('\u001f\u008b')
      ? 'It is compressed with gzip. Unpack it first.'
      : start.startsWith('%PDF')
        ? 'It is a PDF. Save its table as CSV.'
        : start.startsWith('\u00d0\u00cf\u0011\u00e0')
          ? 'It is an old Excel file. Save the sheet as CSV.'
          : null
  if (hint) throw new DataError('binary_file', `The file can't be read as a table. ${hint}`)
}

interface BadByte {
  offset: number
  line: number
  latin1: boolean
}

/** Bytes that windows-1252, which is what "Latin-1" means in practice, leaves undefined. */
const undefinedInLatin1 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

/** Reads the whole file; the first byte that is not UTF-8, or null. Throws DataError `binary_file` at a NUL. */
async function scanBytes(path: string, options: { utf8: boolean }): Promise<BadByte | null> {
  let offset = 0
  let lines = 0
  let carry = Buffer.alloc(0)
  let bad: BadByte | null = null
  for await (const part of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    const nul = part.indexOf(0)
    if (nul >= 0) {
      throw new DataError(
        'binary_file',
        `The file holds a zero byte at ${(offset + nul).toLocaleString('en')}, so it is not text. If it is UTF-16, set Encoding to UTF-16; otherwise choose a CSV, JSON or Parquet file.`,
        { field: 'encoding' },
      )
    }
    if (options.utf8 && !bad) {
      const bytes = carry.length > 0 ? Buffer.concat([carry, part]) : part
      const whole = bytes.length - incompleteTail(bytes)
      if (isUtf8(bytes.subarray(0, whole))) {
        carry = Buffer.from(bytes.subarray(whole))
      } else {
        const at = firstInvalid(bytes)
        bad = { offset: offset - carry.length + at, line: 0, latin1: true }
        bad.line = 1 + lines + countNewlines(part, Math.max(0, at - carry.length))
        carry = Buffer.alloc(0)
      }
    }
    if (options.utf8 && bad) bad.latin1 &&= !part.some((byte) => undefinedInLatin1.has(byte))
    offset += part.length
    if (options.utf8 && !bad) lines += countNewlines(part, part.length)
  }
  if (!bad && carry.length > 0) return { offset: offset - carry.length, line: lines + 1, latin1: true }
  return bad
}

function countNewlines(bytes: Buffer, end: number): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) count++
  return count
}

/** Length of a character that is cut off at the end. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? back : 0
    }
  }
  return 0
}

/** By bisection: a prefix is valid if all of it but a cut-off last character is. */
function firstInvalid(bytes: Buffer): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const prefix = bytes.subarray(0, middle)
    if (isUtf8(prefix.subarray(0, middle - incompleteTail(prefix)))) good = middle
    else bad = middle
  }
  // `good` may stand behind the first bytes of a character that goes wrong later.
  return good - incompleteTail(bytes.subarray(0, good))
}

/** The first bytes of a file. */
export async function readHead(path: string, length: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(length)
    const { bytesRead } = await file.read(buffer, 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The part of windows-1252 that differs from ISO 8859-1: code points of the bytes 0x80 to 0x9f. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/**
 * Rewrites a file as UTF-8 without a mark, as a stream. Throws DataError `wrong_encoding` where UTF-16 holds half a
 * character.
 */
export async function transcode(path: string, from: DetectedEncoding, to: string): Promise<void> {
  const source = createReadStream(path, { highWaterMark: READ_BYTES, start: from.skip })
  await pipeline(source, decoderOf(from.encoding), createWriteStream(to))
}

type Decode = (source: AsyncIterable<Buffer>) => AsyncGenerator<string>

function decoderOf(encoding: Encoding): Decode {
  if (encoding === 'latin-1') {
    return async function* latin1(source) {
      for await (const part of source) {
        yield part
          .toString('latin1')
          .replace(/[\u0080-\u009f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80] ?? c)
      }
    }
  }
  return async function* decoded(source) {
    const decoder = new TextDecoder(encoding, { fatal: true })
    let offset = 0
    try {
      for await (const part of source) {
        yield decoder.decode(part, { stream: true })
        offset += part.length
      }
      yield decoder.decode()
    } catch (cause) {
      throw new DataError(
        'wrong_encoding',
        `The file is not ${encoding.toUpperCase()}: something after byte ${offset.toLocaleString('en')} is not a character. Set Encoding to what the file was saved as.`,
        { cause, field: 'encoding' },
      )
    }
  }
}
