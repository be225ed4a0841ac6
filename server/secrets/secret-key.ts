import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../../nodes/kit/errors.ts'
import type { Config } from '../config.ts'

/** What secrets are encrypted with. */
export interface SecretKey {
  /** Eight hex digits that tell keys apart and nothing about the key. */
  id: string
  /** 32 bytes. */
  bytes: Buffer
  /** Where it came from, in words. */
  origin: string
}

export const keyFileOf = (dataDir: string): string => join(dataDir, 'secret.key')

/** 32 bytes as 64 hex digits, or as base64 (plain or URL-safe); undefined for anything else. */
export function parseSecretKey(text: string): Buffer | undefined {
  const trimmed = text.trim()
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined
  const bytes = Buffer.from(trimmed, 'base64')
  return bytes.length === 32 ? bytes : undefined
}

const keyOf = (bytes: Buffer, origin: string): SecretKey => ({
  id: createHash('sha256').update('millrace secret key ').update(bytes).digest('hex').slice(0, 8),
  bytes,
  origin,
})

/** Writes a new key where there is none; whoever comes second finds the first one's. */
function makeKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** The text of the file, which another process may have made and not yet written. */
function readKeyFile(path: string): string {
  for (let left = 20; ; left--) {
    const text = readFileSync(path, 'utf8')
    if (text !== '' || left === 0) return text
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  }
}

/**
 * The key of this Millrace: MILLRACE_SECRET_KEY where it is set, else the file `secret.key` of the data folder, which
 * is made, readable by its owner only, where it is missing.
 * @throws UserError `secret_key` where the file does not hold a key.
 */
export function loadSecretKey({ dataDir, secretKey }: Pick<Config, 'dataDir' | 'secretKey'>): SecretKey {
  const given = secretKey === undefined ? undefined : parseSecretKey(secretKey)
  if (given) return keyOf(given, 'MILLRACE_SECRET_KEY')
  const path = keyFileOf(dataDir)
  makeKeyFile(path)
  const bytes = parseSecretKey(readKeyFile(path))
  if (!bytes)
    throw new UserError(
      'secret_key',
      'The file secret.key in the data folder does not hold a key (64 hex digits). Put back the one that was there; or, if it is lost, remove it, and enter the passwords of all connections again.',
    )
  return keyOf(bytes, 'the file secret.key in the data folder')
}
