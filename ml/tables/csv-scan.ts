import { createReadStream } from 'node:fs'
import { DataError } from '../errors.ts'

export interface CsvShape {
  /** Records, the header among them. Blank lines count only where there is a single column. */
  records: number
  fields: number
  /** A quoted field runs over several lines: the file can't be read in parallel. */
  multiline: boolean
  /** Bytes of the longest record. */
  longest: number
}

/** Longest record that is read, in bytes. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024

const READ_BYTES = 1 << 20
const LF = 10
const CR = 13
const QUOTE = 34
const SPACE = 32

type State = 'start' | 'plain' | 'quoted' | 'closed'

/**
 * Reads a whole UTF-8 CSV file (RFC 4180; spaces around quotes allowed) byte by byte and refuses what is not a table,
 * naming the line: DataError `ragged_row`, `bad_quote`, `row_too_large`, `empty_file`. What it accepts, every reader
 * reads alike, so no row is lost or shifted later on.
 *
 * `visit`, where given, hears of each record: its number from 0 (the header is 0) and the line it begins in.
 * Returning `false` ends the scan.
 */
export async function scanCsv(
  path: string,
  delimiter: string,
  visit?: (record: number, line: number) => boolean,
): Promise<CsvShape> {
  const scanner = new Scanner(delimiter.charCodeAt(0), visit)
  const stream = createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>
  for await (const part of stream) {
    if (!scanner.feed(part)) return scanner.shape()
  }
  scanner.end()
  return scanner.shape()
}

class Scanner {
  private readonly delimiter: number
  private readonly visit: ((record: number, line: number) => boolean) | undefined
  private state: State = 'start'
  private afterCr = false
  private blank = true
  private fields = 1
  private expected = -1
  private records = 0
  private line = 1
  private recordLine = 1
  private quoteLine = 1
  private size = 0
  private longest = 0
  private multiline = false
  private stopped = false

  constructor(delimiter: number, visit: ((record: number, line: number) => boolean) | undefined) {
    this.delimiter = delimiter
    this.visit = visit
  }

  shape(): CsvShape {
    const { records, multiline, longest } = this
    return { records, fields: Math.max(this.expected, 0), multiline, longest }
  }

  /** False once nothing more is wanted. */
  feed(bytes: Buffer): boolean {
    const { delimiter } = this
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (this.afterCr) {
        this.afterCr = false
        if (byte === LF) continue
      }
      this.size++
      if (this.state === 'quoted') {
        if (byte === QUOTE) this.state = 'closed'
        else if (byte === LF || byte === CR) {
          this.afterCr = byte === CR
          this.line++
          this.multiline = true
        }
        continue
      }
      if (byte === LF || byte === CR) {
        this.afterCr = byte === CR
        this.endRecord()
        this.line++
        this.recordLine = this.line
        if (this.stopped) return false
        continue
      }
      if (byte === delimiter) {
        this.fields++
        this.blank = false
        this.state = 'start'
        continue
      }
      this.text(byte)
    }
    if (this.size > MAX_RECORD_BYTES) this.tooLarge()
    return true
  }

  private text(byte: number): void {
    this.blank = false
    switch (this.state) {
      case 'start':
        if (byte === QUOTE) {
          this.state = 'quoted'
          this.quoteLine = this.line
        } else if (byte !== SPACE) this.state = 'plain'
        return
      case 'closed':
        if (byte === QUOTE) this.state = 'quoted'
        else if (byte !== SPACE) {
          throw new DataError(
            'bad_quote',
            `Line ${this.line}: there is text after the closing quote of a field. Write a quote inside a quoted field twice (""), or check the delimiter.`,
          )
        }
        return
      case 'plain':
      case 'quoted':
    }
  }

  private endRecord(): void {
    if (this.size > MAX_RECORD_BYTES) this.tooLarge()
    if (this.size > this.longest) this.longest = this.size
    this.size = 0
    const { blank, fields } = this
    this.state = 'start'
    this.fields = 1
    this.blank = true
    // Blank lines at the top are never records; further down they are rows of a single column.
    if (blank && this.expected !== 1) return
    if (this.expected < 0) this.expected = fields
    if (fields !== this.expected) this.ragged(fields)
    if (this.visit?.(this.records, this.recordLine) === false) this.stopped = true
    this.records++
  }

  /** At the end of the file. */
  end(): void {
    if (this.state === 'quoted') {
      throw new DataError(
        'bad_quote',
        `The quoted field that begins in line ${this.quoteLine} never ends. Close it, or take the quote out.`,
      )
    }
    if (this.size > 0 && !this.blank) this.endRecord()
    if (this.records === 0) {
      throw new DataError(
        'empty_file',
        'The file has no rows. Choose a file with a header and at least one row.',
      )
    }
  }

  private ragged(fields: number): never {
    const count = fields === 1 ? '1 field' : `${fields} fields`
    throw new DataError(
      'ragged_row',
      `Line ${this.recordLine} has ${count} where the first row has ${this.expected}. Correct that line, put quotes around values that hold the delimiter, or choose another delimiter.`,
    )
  }

  private tooLarge(): never {
    throw new DataError(
      'row_too_large',
      `Line ${this.recordLine} is longer than ${MAX_RECORD_BYTES / 1024 / 1024} MB. Check for a quote that never closes, or shorten the value.`,
    )
  }
}

/** The line in which a record begins; record 0 is the header where there is one. */
export async function lineOfRecord(path: string, delimiter: string, wanted: number): Promise<number> {
  let found = wanted + 1
  await scanCsv(path, delimiter, (record, line) => {
    if (record === wanted) found = line
    return record < wanted
  })
  return found
}
