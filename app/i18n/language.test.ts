import { expect, test } from 'vitest'
import { chooseLanguage } from './language.ts'

test.each([
  [undefined, null, 'en'],
  [undefined, '', 'en'],
  [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  [undefined, 'zh-Hant-TW', 'zh'],
  [undefined, 'en;q=0.5, zh;q=0.6', 'zh'],
  [undefined, 'de-DE,de;q=0.9,en;q=0.4,zh;q=0.3', 'en'],
  [undefined, 'fr, *;q=0.1', 'en'],
  [undefined, 'zh;q=0, en;q=0.1', 'en'],
  ['zh', 'en-GB', 'zh'],
  ['en', 'zh-CN', 'en'],
  ['klingon', 'zh', 'zh'],
])('cookie %s and Accept-Language %s are answered in %s', (cookie, header, language) => {
  expect(chooseLanguage(cookie, header)).toBe(language)
})
