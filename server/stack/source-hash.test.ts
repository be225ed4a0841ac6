import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { hashSources } from './source-hash.ts'

test('the digest follows contents and names, not times, tests or what is left out', () => {
  using folder = createTestFolder()
  const root = folder.path
  mkdirSync(join(root, 'app'))
  const write = (path: string, text: string) => writeFileSync(join(root, path), text)
  const hash = () =>
    hashSources({
      root,
      include: ['app', 'package.json', 'missing'],
      exclude: (path) => path === 'app/run.ts',
    })
  write('app/page.tsx', 'one')
  write('package.json', '{}')
  const first = hash()
  utimesSync(join(root, 'app/page.tsx'), 1, 1)
  write('app/page.test.tsx', 'test')
  write('app/run.ts', 'left out')
  write('app/.swap', 'editor')
  expect(hash()).toBe(first)
  write('app/page.tsx', 'two')
  const second = hash()
  expect(second).not.toBe(first)
  write('app/more.tsx', '')
  expect(hash()).not.toBe(second)
})
