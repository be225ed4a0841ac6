import { describe, expect, test } from 'vitest'
import { join } from 'node:path'
import english from './en.json' with { type: 'json' }
import { textsInCode, textsOfNodes, textsOfPage } from './find-texts.ts'
import canvas from './zh/canvas.json' with { type: 'json' }
import nodes from './zh/nodes.json' with { type: 'json' }
import pages from './zh/pages.json' with { type: 'json' }
import shared from './zh/shared.json' with { type: 'json' }
import { texts } from './zh/texts.ts'
import versions from './zh/versions.json' with { type: 'json' }

const page = textsOfPage(join(import.meta.dirname, '..'))
const data = textsOfNodes()
const needed = [...new Set([...page.keys(), ...data])]

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted()

test('texts are found in the code however they are written', () => {
  const code = `t('One'); say("it's two", { a: f(1) })\nmsg(\n  'three \\'3\\'',\n); t(\`four\`); at('five'); t(name)`
  expect(textsInCode(code)).toEqual(['One', "it's two", "three '3'", 'four'])
  expect(page.size).toBeGreaterThan(500)
  expect(data.size).toBeGreaterThan(150)
})

describe('Chinese', () => {
  test('has every text of the page', () => {
    const missing = [...page].filter(([text]) => texts[text] === undefined)
    expect(missing.map(([text, files]) => `${text} (${files[0]})`)).toEqual([])
  })

  test('has every text of the definitions, templates and data sets', () => {
    expect([...data].filter((text) => texts[text] === undefined)).toEqual([])
  })

  test('has nothing that is said nowhere', () => {
    const said = new Set(needed)
    expect(Object.keys(texts).filter((text) => !said.has(text))).toEqual([])
  })

  test('translates each text in one place', () => {
    const all = [shared, canvas, pages, nodes, versions].flatMap((part) => Object.keys(part))
    expect(all.filter((text, index) => all.indexOf(text) !== index)).toEqual([])
  })

  test('fills in the same values', () => {
    const wrong = Object.entries(texts).filter(
      ([text, chinese]) => String(placeholders(text)) !== String(placeholders(chinese)),
    )
    expect(wrong).toEqual([])
  })

  test('writes Chinese signs between Chinese letters', () => {
    const wrong = Object.entries(texts).filter(([, chinese]) =>
      /\p{Script=Han}[,;:!?](?!\d)|\p{Script=Han}\.(\s|$)|……\.|\s$/u.test(chinese),
    )
    expect(wrong).toEqual([])
  })
})

describe('English', () => {
  const counted = [...page.keys()].filter((text) => text.includes('{{count}}'))

  test('has the singular of every count', () => {
    expect(counted.filter((text) => !Object.hasOwn(english, `${text}_one`))).toEqual([])
  })

  test('has no singular of a count that is said nowhere', () => {
    const known = new Set(counted.map((text) => `${text}_one`))
    expect(Object.keys(english).filter((key) => !known.has(key))).toEqual([])
  })
})
