import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { nameOf } from './fetch-dataset.ts'

test.each([
  ['https://example.com/data/prices%20of%20May.csv', {}, 'prices of May.csv'],
  ['https://example.com/export?day=1', { 'content-type': 'text/csv; charset=utf-8' }, 'export.csv'],
  ['https://example.com/said', { 'content-disposition': 'attachment; filename="../x/y.json"' }, 'y.json'],
  ['https://example.com/100%', {}, '100%'],
  ['https://example.com/', { 'content-type': 'application/zip' }, 'example.com.zip'],
])('what lies at %s with %o is called %s', (url, headers, name) => {
  expect(nameOf({ url: new URL(url), body: { headers } as IncomingMessage })).toBe(name)
})
