import { expect, test } from 'vitest'
import { createReport, formatStep, showPath } from './report.ts'

test('steps stand in columns', () => {
  expect(formatStep('web', 'port 3000')).toBe('  web         port 3000')
  const line = formatStep('web', 'port 3000', 1234)
  expect(line.endsWith('    1.2 s')).toBe(true)
  expect(formatStep('postgres', 'port 1', 900).length).toBe(line.length)
})

test('a plain stream gets one line when a slow step begins and one when it ends', () => {
  const lines: string[] = []
  const report = createReport({ write: (text) => lines.push(text), isTerminal: false })
  const step = report.step('pages')
  step.progress('building')
  step.done('built')
  report.close()
  expect(lines).toHaveLength(2)
  expect(lines[0]).toBe('  pages       building …\n')
  expect(lines[1]).toMatch(/^ {2}pages {7}built +0\.0 s\n$/)
})

test('a path is shown as short as it can be typed', () => {
  expect(showPath('/home/me/mill/.millrace', '/home/me/mill')).toBe('.millrace')
  expect(showPath('/var/millrace', '/home/me/mill')).toBe('/var/millrace')
})
