import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { UserError } from '../../nodes/kit/errors.ts'
import type { Config } from '../config.ts'
import { loadSecretKey, type SecretKey } from './secret-key.ts'

/** Encrypts secrets for the database, and decrypts them. */
export interface SecretBox {
  /** Ciphertext of a text. `owner` says whose secret it is; only that owner's can be opened with it. */
  seal(text: string, owner: string): string
  /** @throws UserError `secret_key` for another key's ciphertext, `secret_damaged` for one that was changed or moved. */
  open(sealed: string, owner: string): string
}

const ivBytes = 12
const tagBytes = 16

const damaged = () =>
  new UserError(
    'secret_damaged',
    'A stored password is damaged: it was changed in the database, or copied from another connection. Enter it again under Connections.',
  )

/** The box of this Millrace. The key is read whenever it is needed: one that was put back is used at once. */
export const openSecrets = (config: Pick<Config, 'dataDir' | 'secretKey'>): SecretBox =>
  createSecretBox(() => loadSecretKey(config))

/**
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D, 8.2.2). A sealed secret reads
 * `v1.<key id>.<nonce, tag and ciphertext in base64url>`.
 */
export function createSecretBox(getKey: () => SecretKey): SecretBox {
  const additional = (keyId: string, owner: string) => Buffer.from(`millrace v1 ${keyId} ${owner}`)
  return {
    seal(text, owner) {
      const key = getKey()
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(additional(key.id, owner))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${key.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, owner) {
      const [version, keyId, data, ...rest] = sealed.split('.')
      if (version !== 'v1' || keyId === undefined || data === undefined || rest.length > 0) throw damaged()
      const key = getKey()
      if (keyId !== key.id)
        throw new UserError(
          'secret_key',
          `A stored password was encrypted with another key (${keyId}) than the one in use (${key.id}, from ${key.origin}). Put the earlier key back, or enter the password again under Connections.`,
        )
      const bytes = Buffer.from(data, 'base64url')
      if (bytes.length < ivBytes + tagBytes) throw damaged()
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(additional(keyId, owner))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      try {
        return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        throw damaged()
      }
    },
  }
}
