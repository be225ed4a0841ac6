import { expect, test } from 'vitest'
import { imageEndings } from '../ml/images/formats.ts'
import { imageColumn, isImageFile } from './image-files.ts'

test('files are images by the endings that a zip is looked through for', () => {
  for (const ending of imageEndings) {
    expect(isImageFile(`shapes/a.${ending}`)).toBe(true)
    expect(isImageFile(`a.${ending.toUpperCase()}`)).toBe(true)
  }
  for (const name of ['a.csv', 'png', 'a.png.json', 'a.svg']) expect(isImageFile(name)).toBe(false)
})

const image = { name: 'photo', kind: 'image' } as const
const mass = { name: 'mass', kind: 'number' } as const

test('an image is sent as the one column that is asked for', () => {
  expect(imageColumn('a.png', 'shapes', [image])).toBe('photo')
  expect(imageColumn('a.png', 'digits', [{ name: 'v', kind: 'vector', shape: [8, 8, 1] }])).toBe('v')
})

test.each([
  [[mass], '“a.png” is an image, but “birds” asks for none.'],
  [[{ name: 'v', kind: 'vector', shape: [64] }], 'asks for none'],
  [[image, mass], '“a.png” is an image, but “birds” asks for 2 columns: photo, mass.'],
] as const)('is refused where %j is asked for', (asked, message) => {
  expect(() => imageColumn('a.png', 'birds', asked)).toThrow(message)
})
