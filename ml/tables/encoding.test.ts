import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detectEncoding, transcode } from './encoding.ts'

let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encoding-'))
  path = join(folder, 'file')
})
afterAll(() => rm(folder, { recursive: true }))

const detect = async (
  bytes: Uint8Array | string,
  choice: 'auto' | 'utf-8' | 'latin-1' | 'utf-16' = 'auto',
) => {
  await writeFile(path, bytes)
  return detectEncoding(path, choice)
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('detecting', () => {
  it('takes what fits for UTF-8', async () => {
    expect(await detect('a,b\nö,🙂\n')).toEqual({ encoding: 'utf-8', skip: 0 })
    expect(await detect('\ufeffa,b\n')).toEqual({ encoding: 'utf-8', skip: 3 })
  })

  it('finds UTF-16 with and without a mark', async () => {
    const text = 'name;value\nüber;1\n'
    expect(await detect(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual({ encoding: 'utf-16le', skip: 2 })
    expect(await detect(utf16be(`\ufeff${text}`))).toEqual({ encoding: 'utf-16be', skip: 2 })
    expect(await detect(Buffer.from(text, 'utf16le'))).toEqual({ encoding: 'utf-16le', skip: 0 })
    expect(await detect(utf16be(text))).toEqual({ encoding: 'utf-16be', skip: 0 })
  })

  it('falls back to Latin-1 and says where', async () => {
    const found = await detect(Buffer.from('a,b\n1,x\n2,caf\xe9\n', 'latin1'))
    expect(found.encoding).toBe('latin-1')
    expect(found.warning).toContain('byte 13 (line 3)')
  })

  it('refuses bytes that are no text, with their offset', async () => {
    await expect(detect(Buffer.from('a,b\n1,\x81\n', 'latin1'))).rejects.toMatchObject({
      code: 'wrong_encoding',
      message: expect.stringContaining('byte 6 (line 2)'),
    })
    await expect(detect(Buffer.from('a\n\xff\n', 'latin1'), 'utf-8')).rejects.toMatchObject({
      code: 'wrong_encoding',
    })
    await expect(detect('a,b\n1,\0\n')).rejects.toMatchObject({ code: 'binary_file' })
    await expect(detect('')).rejects.toMatchObject({ code: 'empty_file' })
    await expect(detect(Buffer.from('PK\u0003\u0004xxxx'))).rejects.toMatchObject({
      code: 'binary_file',
      message: expect.stringContaining('Excel'),
    })
  })

  it('finds the first bad byte wherever reads happen to be cut', async () => {
    for (const at of [0, (1 << 20) - 2, (1 << 20) - 1, 1 << 20, (1 << 20) + 1]) {
      const bytes = Buffer.concat([Buffer.alloc(at, 'a'), Buffer.from([0xe2, 0x82, 0x41]), Buffer.from('z')])
      await expect(detect(bytes, 'utf-8')).rejects.toMatchObject({
        message: expect.stringContaining(`byte ${at.toLocaleString('en')} `),
      })
    }
    const whole = Buffer.concat([Buffer.alloc((1 << 20) - 1, 'a'), Buffer.from('€')])
    expect(await detect(whole)).toEqual({ encoding: 'utf-8', skip: 0 })
    await expect(detect(whole.subarray(0, -1), 'utf-8')).rejects.toMatchObject({ code: 'wrong_encoding' })
  })
})

describe('transcoding', () => {
  it('keeps the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) => {
        for (const [bytes, encoding] of [
          [Buffer.from(text, 'utf16le'), 'utf-16le'],
          [utf16be(text), 'utf-16be'],
        ] as const) {
          await writeFile(path, bytes)
          await transcode(path, { encoding, skip: 0 }, `${path}.out`)
          expect(await readFile(`${path}.out`, 'utf8')).toBe(text.replace(/^\ufeff/, ''))
        }
      }),
      { numRuns: 50 },
    )
  })

  it('reads Latin-1 as programs write it: windows-1252', async () => {
    await writeFile(path, Buffer.from([0x80, 0x93, 0xe9, 0x94, 0x20, 0xff]))
    await transcode(path, { encoding: 'latin-1', skip: 0 }, `${path}.out`)
    expect(await readFile(`${path}.out`, 'utf8')).toBe('€“é” ÿ')
  })

  it('refuses half a character', async () => {
    await writeFile(path, Buffer.from([0x61, 0x00, 0x00, 0xd8]))
    await expect(transcode(path, { encoding: 'utf-16le', skip: 0 }, `${path}.out`)).rejects.toMatchObject({
      code: 'wrong_encoding',
    })
  })
})
