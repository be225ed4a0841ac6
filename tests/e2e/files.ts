import type { Page } from 'playwright-core'
import { openCanvas, seen, type Canvas, type Point } from './canvas.ts'

/** A file as it lies on someone's disk. */
export interface TextFile {
  name: string
  text: string
}

const colours = ['red', 'blue', 'white'] as const

/** Three kinds of flowers that a small net tells apart; every eleventh length is missing. */
export const flowers: TextFile = {
  name: 'flowers.csv',
  text: [
    'length,width,colour,species',
    ...Array.from({ length: 150 }, (_, index) => {
      const kind = index % 3
      const wave = Math.sin(index * 2.3) * 0.4
      const length = index % 11 === 10 ? '' : (2 + 2 * kind + wave).toFixed(2)
      const width = (1 + kind - wave / 2).toFixed(2)
      return `${length},${width},${colours[(kind + (index % 7 === 0 ? 1 : 0)) % 3]},${['daisy', 'iris', 'rose'][kind]}`
    }),
  ].join('\n'),
}

/** Lets a file go over a place of the page, as a file manager does: the browser itself drops it. */
export async function dropFile(page: Page, path: string, at: Point): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data })
  await session.detach()
}

/** Opens an empty canvas and adds a file by the button under the palette. */
export async function canvasWithFile(page: Page, { name, text }: TextFile): Promise<Canvas> {
  await page.getByRole('button', { name: 'Empty canvas' }).click()
  const canvas = openCanvas(page)
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Drop a file on the canvas' }).click()
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  await seen(canvas.card(name.replace('.csv', '')))
  return canvas
}

/** Adds a node after the chosen one, by a click in the palette; it is chosen then. */
export async function addAfter(canvas: Canvas, type: string): Promise<void> {
  const palette = canvas.page.getByRole('complementary', { name: 'Palette' })
  await palette.getByRole('button', { name: type, exact: true }).click()
  await seen(canvas.card(type))
}
