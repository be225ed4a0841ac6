import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { listDefinitions } from '../nodes/definitions.ts'
import { categories } from '../nodes/kit/define.ts'
import { portTypes } from '../nodes/kit/ports.ts'
import { nodeIcons } from './components/node-icon.tsx'
import { contrast, distance, mix, parseHex, type Rgb, simulate } from './components/colour.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

/** The colours of a theme by name; dark inherits what it does not set. */
function readTheme(selector: string): Map<string, string> {
  const block = new RegExp(`${selector.replaceAll(/[[\]]/g, '\\$&')}\\s*\\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*(#[0-9A-Fa-f]{6})\s*;/g)].map((match) => [match[1]!, match[2]!]),
  )
}
const light = readTheme(':root')
const dark = new Map([...light, ...readTheme(':root[data-theme="dark"]')])

const grounds = ['--surface', '--surface-2', '--canvas', '--raised', '--group']
const states = ['idle', 'running', 'done', 'cached', 'warning', 'failed', 'stale', 'waiting']

describe.each([
  ['light', light],
  ['dark', dark],
])('%s theme', (_, theme) => {
  const colour = (name: string): Rgb => {
    const hex = theme.get(name)
    if (!hex) throw new Error(`no token ${name}`)
    return parseHex(hex)
  }
  const on = (name: string, ground: string) => contrast(colour(name), colour(ground))

  it.each(['--text', '--text-2', '--text-3'])('%s can be read on every ground', (text) => {
    for (const ground of grounds) expect(on(text, ground), ground).toBeGreaterThanOrEqual(4.5)
  })
  it('text of the first two ranks can be read on pressed and chosen grounds', () => {
    for (const ground of ['--surface-3', '--accent-soft'])
      for (const text of ['--text', '--text-2']) expect(on(text, ground), ground).toBeGreaterThanOrEqual(4.5)
  })
  it('links and what stands on the accent can be read', () => {
    for (const ground of grounds) expect(on('--accent-text', ground), ground).toBeGreaterThanOrEqual(4.5)
    expect(on('--on-accent', '--accent')).toBeGreaterThanOrEqual(4.5)
    expect(on('--on-accent', '--accent-hover')).toBeGreaterThanOrEqual(4.5)
  })
  it.each(states)('words of the state %s can be read on every ground and on their own badge', (state) => {
    for (const ground of [...grounds, `--st-${state}-soft`])
      expect(on(`--st-${state}`, ground), ground).toBeGreaterThanOrEqual(4.5)
  })
  it('words can be read on every cell of a confusion matrix', () => {
    for (const share of [0.03, 0.42])
      expect(
        contrast(colour('--text'), mix(colour('--accent'), colour('--surface'), share)),
      ).toBeGreaterThanOrEqual(4.5)
  })
  it.each(categories)('the icon of category %s stands out', (category) => {
    for (const ground of grounds) expect(on(`--cat-${category}`, ground), ground).toBeGreaterThanOrEqual(3)
  })
  it.each(portTypes)('ports and wires of type %s stand out', (type) => {
    for (const ground of ['--surface', '--canvas', '--group'])
      expect(on(`--pt-${type}`, ground), ground).toBeGreaterThanOrEqual(3)
  })
  it('borders of controls, focus rings and series of charts stand out', () => {
    for (const name of [
      '--line-control',
      '--accent',
      '--ch-1',
      '--ch-2',
      '--ch-3',
      '--ch-4',
      '--ch-5',
      '--ch-bar',
    ])
      expect(on(name, '--surface'), name).toBeGreaterThanOrEqual(3)
  })

  const tellApart = (names: readonly string[], least: number) => {
    for (const sight of ['normal', 'deuteranopia', 'protanopia'] as const)
      for (const [index, a] of names.entries())
        for (const b of names.slice(index + 1))
          expect(
            distance(simulate(colour(a), sight), simulate(colour(b), sight)),
            `${a} ${b} ${sight}`,
          ).toBeGreaterThan(least)
  }
  it('series of charts can be told apart, colour-blind or not', () => {
    tellApart(['--ch-1', '--ch-2', '--ch-3', '--ch-4', '--ch-5'], 0.1)
  })
  it('port types can be told apart, colour-blind or not', () => {
    tellApart(
      portTypes.filter((type) => type !== 'signal').map((type) => `--pt-${type}`),
      0.1,
    )
  })
})

describe('icons', () => {
  it.each(listDefinitions().map((definition) => [definition.type, definition.icon]))(
    '%s has its icon %s',
    (_, icon) => {
      expect(nodeIcons[icon]).toBeDefined()
    },
  )
})
