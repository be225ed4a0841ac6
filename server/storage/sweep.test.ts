import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BlobRef } from '../../nodes/kit/values.ts'
import { openFolderStore, type FolderStore } from './folder-store.ts'
import { sweepFolder } from './sweep.ts'

let folder: string
let store: FolderStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-sweep-'))
  store = openFolderStore(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const HOUR = 3_600_000
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR)

const put = async (text: string, hours: number): Promise<BlobRef> => {
  const ref = await store.putBytes(Buffer.from(text), 'text/plain')
  await utimes(await store.pathOf(ref), hoursAgo(hours), hoursAgo(hours))
  return ref
}

test('what nothing points to goes once it is old; all else stays', async () => {
  const wanted = await put('wanted', 9)
  const young = await put('young', 1)
  const old = await put('old one', 9)
  const call = { isReachable: (sha256: string) => sha256 === wanted.sha256, olderThan: hoursAgo(5) }
  const counted = await sweepFolder(folder, { ...call, dryRun: true })
  expect(counted).toEqual({ blobs: 1, bytes: 7, keptBlobs: 2, keptBytes: 11, partial: 0 })
  expect(await store.has(old)).toBe(true)
  expect(await sweepFolder(folder, call)).toEqual(counted)
  expect(await Promise.all([wanted, young, old].map((ref) => store.has(ref)))).toEqual([true, true, false])
  expect(await readdir(join(folder, 'trash'))).toEqual([])
})

test('what is put again is young again', async () => {
  const ref = await put('again', 9)
  await store.putBytes(Buffer.from('again'), 'text/plain')
  const file = join(folder, 'file')
  await put('from a file', 9)
  await writeFile(file, 'from a file')
  const other = await store.putFile(file, 'text/plain')
  await sweepFolder(folder, { isReachable: () => false, olderThan: hoursAgo(5) })
  expect(await Promise.all([ref, other].map((each) => store.has(each)))).toEqual([true, true])
})

test('what an interrupted sweep left in the trash comes back where it is wanted', async () => {
  const wanted = await put('wanted', 9)
  const unwanted = await put('unwanted', 9)
  await mkdir(join(folder, 'trash'))
  for (const ref of [wanted, unwanted])
    await rename(await store.pathOf(ref), join(folder, 'trash', ref.sha256))
  await sweepFolder(folder, { isReachable: (sha256) => sha256 === wanted.sha256, olderThan: hoursAgo(5) })
  expect(await store.has(wanted)).toBe(true)
  expect(await store.has(unwanted)).toBe(false)
  expect(await readdir(join(folder, 'trash'))).toEqual([])
})

test('files that arrived in part go once they are old', async () => {
  await mkdir(join(folder, 'incoming'))
  for (const [name, hours] of [
    ['old', 9],
    ['new', 1],
  ] as const) {
    await writeFile(join(folder, 'incoming', name), 'x')
    await utimes(join(folder, 'incoming', name), hoursAgo(hours), hoursAgo(hours))
  }
  const swept = await sweepFolder(folder, { isReachable: () => true, olderThan: hoursAgo(5) })
  expect(swept.partial).toBe(1)
  expect(await readdir(join(folder, 'incoming'))).toEqual(['new'])
})
