import { DataError } from '../errors.ts'

/** What DuckDB says with `errors_as_json`. */
interface Fault {
  exception_type?: string
  exception_message?: string
  error_subtype?: string
  /** Byte of the statement. */
  position?: string
  name?: string
  type?: string
  candidates?: string
}

/** A place in a text as a person counts: the line from 1, and the character in it from 1. */
function placeOf(text: string, byte: number): { line: number; column: number } {
  const before = Buffer.from(text, 'utf8').subarray(0, byte).toString('utf8').split('\n')
  return { line: before.length, column: Array.from(before.at(-1) ?? '').length + 1 }
}

const field = 'query'

/** Types of fault that are no one's query's. */
const ours: ReadonlySet<string> = new Set(['', 'INTERNAL', 'FATAL', 'IO'])

/** A message with the place that it is about, where there is one within the text. */
export const atPlace = (query: string, message: string, byte: number | undefined): string => {
  if (byte === undefined || byte < 0 || byte > Buffer.byteLength(query)) return message
  const { line, column } = placeOf(query, byte)
  return `Line ${line}, column ${column}: ${message}`
}

/**
 * What a failed statement means for the one who wrote the query; `offset` is the number of bytes before it in the
 * statement. What is no failure of DuckDB's stays as it is.
 */
export function queryFault(query: string, error: unknown, offset = 0): unknown {
  if (error instanceof Error && /No space left on device/i.test(error.message)) {
    return new DataError('disk_full', 'The disk is full. Free some space and run again.', { cause: error })
  }
  const fault = readFault(error)
  if (!fault || ours.has(fault.exception_type ?? '')) return error
  const message = fault.exception_message ?? ''
  switch (fault.exception_type ?? '') {
    case 'Out of Memory':
      return new DataError(
        'out_of_memory',
        'The query needs more memory or more space on disk than a node may use. Read fewer rows or columns, or raise the memory limit in the settings.',
        { cause: error, field },
      )
    case 'Interrupt':
    case 'INTERRUPT':
      return new DataError(
        'query_too_long',
        'The query takes too long. Read fewer rows, or write it otherwise.',
        {
          cause: error,
          field,
        },
      )
    case 'Permission':
      return new DataError('query_refused', 'A query reads the tables that arrive here, and no files.', {
        cause: error,
        field,
      })
  }
  const byte = fault.position === undefined ? undefined : Number(fault.position) - offset
  const code =
    fault.exception_type === 'Conversion' || fault.exception_type === 'Out of Range'
      ? 'query_failed'
      : 'query_wrong'
  return new DataError(code, atPlace(query, inWords(fault, message), byte), { cause: error, field })
}

function readFault(error: unknown): Fault | null {
  const [, json = ''] = /(\{.*)/s.exec(error instanceof Error ? error.message : '') ?? []
  try {
    return JSON.parse(json) as Fault
  } catch {
    return null
  }
}

function inWords({ error_subtype, name, type, candidates }: Fault, message: string): string {
  const near = (candidates ?? '').split(',').filter((each) => each.trim() !== '')
  const named = near.slice(0, 3).map((each) => `*${each.trim()}*`)
  const meant = named.length === 0 ? '' : ` Did you mean ${named.join(', ').replace(/, ([^,]*)$/, ' or $1')}?`
  switch (error_subtype ?? '') {
    case 'COLUMN_NOT_FOUND':
      return `There is no column *${name}*.${meant}`
    case 'MISSING_ENTRY':
      return `There is no ${(type ?? 'name').toLowerCase().replace(/^(scalar|aggregate|table) function$/, 'function')} *${name}*.${meant}`
    case 'SYNTAX_ERROR':
      return `The query can’t be read: ${message}.`
    default: {
      const [first = ''] = message.split('\n')
      return /[.!?]$/.test(first) ? first : `${first}.`
    }
  }
}
