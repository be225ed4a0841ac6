import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { join } from 'node:path'

export const LOG_LIMIT_BYTES = 10 * 1024 ** 2
const KEPT = 3

export const logPathOf = (logDir: string, name: string): string => join(logDir, `${name}.log`)

/** Opens a log for appending. The caller closes the descriptor; a child that inherits it keeps its own. */
export function openLog(logDir: string, name: string): number {
  mkdirSync(logDir, { recursive: true, mode: 0o700 })
  return openSync(logPathOf(logDir, name), 'a', 0o600)
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/**
 * Copies a log that has grown past the limit to `.1` (older ones to `.2`, `.3`) and empties it. Children write to
 * the file themselves, so that their output outlives the supervisor; since they append, emptying it under them is
 * safe. What is written between the copy and the truncation is lost.
 */
export function rotateLog(path: string, limitBytes: number = LOG_LIMIT_BYTES): boolean {
  if (sizeOf(path) <= limitBytes) return false
  for (let index = KEPT - 1; index >= 1; index -= 1) {
    if (sizeOf(`${path}.${index}`) > 0) renameSync(`${path}.${index}`, `${path}.${index + 1}`)
  }
  copyFileSync(path, `${path}.1`)
  truncateSync(path)
  return true
}

/** The last lines of a log, for a message. */
export function tailLog(path: string, lines: number): string[] {
  const size = sizeOf(path)
  if (size === 0) return []
  const buffer = Buffer.alloc(Math.min(size, 16_384))
  const descriptor = openSync(path, 'r')
  try {
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length)
  } finally {
    closeSync(descriptor)
  }
  return buffer
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
}

/** What a log says of why a process ended: its last line that speaks of an error, else its last lines. */
export function explainLog(path: string): string[] {
  const lines = tailLog(path, 40).filter((line) => !/^\s+at |^\s*[{}]|^Node\.js v/.test(line))
  const culprit = lines.findLastIndex((line) => /error|fatal|cannot|failed|not found/i.test(line))
  const chosen = culprit === -1 ? lines.slice(-3) : lines.slice(culprit, culprit + 2)
  return chosen.map((line) => line.trim().slice(0, 300))
}
