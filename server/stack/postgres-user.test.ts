import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { findClosedFolder, findPasswdEntry } from './postgres-user.ts'

test('users are read from /etc/passwd', () => {
  const passwd = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533::/:/sbin/nologin\nbroken:x\n'
  expect(findPasswdEntry(passwd, 'nobody')).toEqual({ uid: 65_534, gid: 65_533 })
  expect(findPasswdEntry(passwd, 'postgres')).toBeUndefined()
  expect(findPasswdEntry(passwd, 'broken')).toBeUndefined()
  // Never root, under whatever name.
  expect(findPasswdEntry(passwd, 'root')).toBeUndefined()
})

test('a folder that another user may not enter is found', () => {
  using folder = createTestFolder()
  const open = join(folder.path, 'open')
  mkdirSync(open, { mode: 0o755 })
  const stranger = { uid: 65_534, gid: 65_534 }
  // The test's own folder is closed to others (0700).
  expect(findClosedFolder(join(open, 'file'), stranger)).toBe(folder.path)
  chmodSync(folder.path, 0o711)
  expect(findClosedFolder(join(open, 'file'), stranger)).toBeUndefined()
})
