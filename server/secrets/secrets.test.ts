import { randomBytes } from 'node:crypto'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { createSecretBox } from './secret-box.ts'
import { keyFileOf, loadSecretKey, parseSecretKey } from './secret-key.ts'

const codeOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return 'nothing was thrown'
}

const boxOf = (secretKey: string) => createSecretBox(() => loadSecretKey({ dataDir: '/nowhere', secretKey }))
const hex = (byte: string) => byte.repeat(32)

describe('secret box', () => {
  const box = boxOf(hex('ab'))

  test.each(['', 'p', 'pässwörd “with” 🔑', 'x'.repeat(10_000)])('opens what it sealed: %.20s', (text) => {
    expect(box.open(box.seal(text, 'a'), 'a')).toBe(text)
  })

  test('never seals twice alike, and does not show the text', () => {
    const sealed = [box.seal('hunter22', 'a'), box.seal('hunter22', 'a')]
    expect(sealed[0]).not.toBe(sealed[1])
    for (const one of sealed) {
      expect(one).toMatch(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/)
      expect(Buffer.from(one.split('.')[2] ?? '', 'base64url').includes('hunter22')).toBe(false)
    }
  })

  test('refuses every byte that was changed, and what is too short', () => {
    const sealed = box.seal('secret', 'a')
    const [version, id, data = ''] = sealed.split('.')
    const bytes = Buffer.from(data, 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
      expect(codeOf(() => box.open(`${version}.${id}.${changed.toString('base64url')}`, 'a'))).toBe(
        'secret_damaged',
      )
    }
    for (const text of ['', 'v1', 'secret', `${version}.${id}.`, `v2.${id}.${data}`, `${sealed}.x`])
      expect(codeOf(() => box.open(text, 'a'))).toBe('secret_damaged')
    expect(
      codeOf(() => box.open(`${version}.${id}.${bytes.subarray(0, 20).toString('base64url')}`, 'a')),
    ).toBe('secret_damaged')
  })

  test('refuses the secret of another owner', () => {
    expect(codeOf(() => box.open(box.seal('secret', 'a'), 'b'))).toBe('secret_damaged')
  })

  test('says that another key was used, and shows neither', () => {
    const sealed = boxOf(hex('cd')).seal('secret', 'a')
    expect(codeOf(() => box.open(sealed, 'a'))).toBe('secret_key')
    expect(() => box.open(sealed, 'a')).toThrow(/another key.*MILLRACE_SECRET_KEY.*enter the password again/)
    expect(() => box.open(sealed, 'a')).not.toThrow(/abab|cdcd/)
  })
})

describe('secret key', () => {
  test('is made once, for its owner only', () => {
    using folder = createTestFolder()
    const from = { dataDir: join(folder.path, 'data'), secretKey: undefined }
    const key = loadSecretKey(from)
    expect(statSync(keyFileOf(from.dataDir)).mode & 0o777).toBe(0o600)
    expect(loadSecretKey(from)).toEqual(key)
    expect(key.bytes).toHaveLength(32)
  })

  test('comes from the environment, and then no file is made', () => {
    using folder = createTestFolder()
    const bytes = randomBytes(32)
    for (const secretKey of [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')])
      expect(loadSecretKey({ dataDir: folder.path, secretKey }).bytes.equals(bytes)).toBe(true)
    expect(existsSync(keyFileOf(folder.path))).toBe(false)
  })

  test('a file that holds none is refused, and left as it is', () => {
    using folder = createTestFolder()
    writeFileSync(keyFileOf(folder.path), 'not a key')
    expect(codeOf(() => loadSecretKey({ dataDir: folder.path, secretKey: undefined }))).toBe('secret_key')
  })

  test('is 32 bytes, nothing else', () => {
    for (const text of ['', 'secret', hex('a'), hex('zz'), randomBytes(31).toString('base64')])
      expect(parseSecretKey(text)).toBeUndefined()
  })
})
