import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nativeTensorflowCache, nativeTensorflowFolder } from './native-location.ts'

let tools: string

beforeEach(() => {
  tools = mkdtempSync(join(tmpdir(), 'millrace-native-'))
})
afterEach(() => rmSync(tools, { recursive: true, force: true }))

describe('nativeTensorflowCache', () => {
  it('names the versions, so that another pair is built beside it', () => {
    expect(nativeTensorflowCache({ MILLRACE_TOOLS: tools })).toBe(join(tools, 'tfjs-node-4.22.0-tf-2.15.1'))
  })

  it('lies in the cache folder of the person where no tools folder is named', () => {
    const name = 'tfjs-node-4.22.0-tf-2.15.1'
    expect(nativeTensorflowCache({ MILLRACE_TOOLS: '', XDG_CACHE_HOME: tools })).toBe(
      join(tools, 'millrace', name),
    )
    expect(nativeTensorflowCache({})).toBe(join(homedir(), '.cache', 'millrace', name))
  })
})

describe('nativeTensorflowFolder', () => {
  it('is null until something is built', () => {
    expect(nativeTensorflowFolder({ MILLRACE_TOOLS: tools })).toBeNull()
    mkdirSync(nativeTensorflowCache({ MILLRACE_TOOLS: tools }))
    expect(nativeTensorflowFolder({ MILLRACE_TOOLS: tools })).toBeNull()
  })

  it('is the built folder once its package is there', () => {
    const built = nativeTensorflowCache({ MILLRACE_TOOLS: tools })
    mkdirSync(built)
    writeFileSync(join(built, 'package.json'), '{}')
    expect(nativeTensorflowFolder({ MILLRACE_TOOLS: tools })).toBe(built)
    expect(nativeTensorflowFolder({ MILLRACE_TOOLS: tools, MILLRACE_TFJS_NODE_PATH: '' })).toBe(built)
  })

  it('obeys a named folder even where it does not exist', () => {
    expect(nativeTensorflowFolder({ MILLRACE_TOOLS: tools, MILLRACE_TFJS_NODE_PATH: 'no/such' })).toBe(
      resolve('no/such'),
    )
  })
})
