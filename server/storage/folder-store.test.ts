import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFolderStore } from './folder-store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('addresses bytes, files and streams by the digest of their content', async () => {
  const store = openFolderStore(join(folder, 'blobs'))
  const file = join(folder, 'a.txt')
  await writeFile(file, 'abc')
  const fromBytes = await store.putBytes(Buffer.from('abc'), 'text/plain')
  const fromFile = await store.putFile(file, 'text/plain', { move: true })
  const fromStream = await store.putStream(
    Readable.from([Buffer.from('a'), Buffer.from('bc')]),
    'text/plain',
    10,
  )
  expect(fromBytes.sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(fromFile).toEqual(fromBytes)
  expect(fromStream).toEqual(fromBytes)
  expect(Buffer.from(await store.getBytes(fromBytes)).toString()).toBe('abc')
  expect(await readdir(folder)).toEqual(['blobs'])
})

test('refuses a stream past its limit and leaves nothing behind', async () => {
  const store = openFolderStore(folder)
  await expect(store.putStream(Readable.from([Buffer.alloc(11)]), 'x', 10)).rejects.toMatchObject({
    code: 'too_large',
  })
  expect(await readdir(join(folder, 'incoming'))).toEqual([])
})

test('takes a blob out, once or twice', async () => {
  const store = openFolderStore(folder)
  const ref = await store.putBytes(Buffer.from('gone'), 'text/plain')
  await store.remove(ref)
  await store.remove(ref)
  expect(await store.has(ref)).toBe(false)
})

test('says that a missing artifact is missing', async () => {
  const store = openFolderStore(folder)
  const ref = { sha256: 'f'.repeat(64), sizeBytes: 1, mediaType: 'x' }
  await expect(store.pathOf(ref)).rejects.toMatchObject({ code: 'blob_missing', kind: 'operational' })
  await expect(store.getBytes(ref)).rejects.toMatchObject({ code: 'blob_missing' })
})
