import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadNative } from './native.ts'
import { tf } from './tf.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-native-'))
  writeFileSync(join(folder, 'package.json'), '{"main":"index.js"}')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('loadNative', () => {
  it("gives a package outside node_modules this process's TensorFlow.js, and only while it loads", () => {
    writeFileSync(join(folder, 'index.js'), "exports.tf = require('@tensorflow/tfjs')")
    expect((loadNative(folder) as unknown as { tf: unknown }).tf).toBe(tf)
    expect(() => createRequire(join(folder, 'index.js')).resolve('@tensorflow/tfjs')).toThrow(
      /Cannot find module/,
    )
  })

  it('puts resolution back when the package does not load', () => {
    writeFileSync(join(folder, 'index.js'), "throw new Error('no such library')")
    expect(() => loadNative(folder)).toThrow('no such library')
    expect(() => createRequire(join(folder, 'index.js')).resolve('@tensorflow/tfjs')).toThrow(
      /Cannot find module/,
    )
  })
})
