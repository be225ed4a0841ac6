import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTaskFolder, sweepTaskFolders } from './task-folders.ts'

test('only folders of processes that are dead go', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-tasks-'))
  try {
    const mine = await makeTaskFolder(folder)
    const theirs = `task-another-machine-${process.pid}-abc`
    // No system gives numbers as high as this.
    const dead = `task-${hostname()}-2147483646-abc`
    for (const name of [theirs, dead, 'other']) await mkdir(join(folder, name))
    expect(await sweepTaskFolders(folder, true)).toBe(1)
    expect(await readdir(folder)).toHaveLength(4)
    expect(await sweepTaskFolders(folder)).toBe(1)
    expect((await readdir(folder)).sort()).toEqual([basename(mine), theirs, 'other'].sort())
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
