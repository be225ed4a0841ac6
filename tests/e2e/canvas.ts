import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { PATIENCE_MS } from './test.ts'

export interface Point {
  x: number
  y: number
}

interface Box extends Point {
  width: number
  height: number
}

/** Where a thing comes to rest, of the page's own frames so that a slow machine has as many: views glide to their places. */
export async function restingPlace(target: Locator): Promise<Box> {
  await target.waitFor()
  return target.evaluate(
    (element) =>
      new Promise<Box>((resolve, reject) => {
        let before = ''
        let still = 0
        const look = (): void => {
          if (!element.isConnected) return reject(new Error('it was taken away'))
          const { x, y, width, height } = element.getBoundingClientRect()
          const now = [x, y, width, height].join()
          still = now === before ? still + 1 : 0
          before = now
          if (still < 8) requestAnimationFrame(look)
          else resolve({ x, y, width, height })
        }
        look()
      }),
  )
}

async function centreOf(target: Locator): Promise<Point> {
  const { x, y, width, height } = await restingPlace(target)
  return { x: x + width / 2, y: y + height / 2 }
}

const isPoint = (target: Locator | Point): target is Point => 'x' in target && 'y' in target

/** Presses the left button on one thing, moves in steps as a hand does, and lets go over another. */
export async function drag(page: Page, from: Locator, to: Locator | Point): Promise<void> {
  const start = await centreOf(from)
  const end = isPoint(to) ? to : await centreOf(to)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 6 })
  await page.mouse.move(end.x, end.y, { steps: 6 })
  await page.mouse.up()
}

/** Waits until a text of the page says what it should. */
export const seen = (locator: Locator, timeout = PATIENCE_MS): Promise<void> =>
  locator.first().waitFor({ state: 'visible', timeout })

/**
 * Puts a text in the place of what a field holds, in one stroke: a slow machine may save between two, and what half a
 * number means would be a version of its own.
 */
export async function typeInto(field: Locator, text: string): Promise<void> {
  await field.click()
  await field.press('ControlOrMeta+a')
  if (text === '') await field.press('Delete')
  else await field.page().keyboard.insertText(text)
}

export const gone = (locator: Locator, timeout = PATIENCE_MS): Promise<void> =>
  locator.first().waitFor({ state: 'hidden', timeout })

/** Presses a key until something has the focus, as far as a person would go. */
export async function tabTo(page: Page, wanted: Locator, key = 'Tab'): Promise<void> {
  const focused = page.locator(':focus')
  for (let presses = 0; presses < 80; presses += 1) {
    if ((await wanted.and(focused).count()) > 0) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not lead there`)
}

/** How a card that has its result is called, after its title. */
export const DONE = /, (done|done with a warning|reused from run .+|on from .+, epoch \d+)$/i

/** The canvas as a person sees it: cards by their titles, ports by their names. */
export interface Canvas {
  page: Page
  inspector: Locator
  /** The card of the node with a title, whatever its state. */
  card(title: string): Locator
  /** What a card is called for those who can't see it: its title and its state. */
  nameOf(title: string): Promise<string>
  /** Those of all cards. */
  names(): Promise<string[]>
  titles(): Promise<string[]>
  port(name: string): Locator
  connect(from: string, to: string): Promise<void>
  /** Drags a node type from the palette to a place of the drawing, from its upper left corner. */
  place(type: string, at: Point): Promise<void>
  choose(title: string): Promise<void>
  tab(name: 'Settings' | 'Data' | 'Results' | 'Docs'): Promise<void>
  /** A parameter by its label. */
  field(label: string): Locator
  pick(label: string, option: string): Promise<void>
  run(): Promise<void>
  /** Waits until a node stands so; the words are those that a screen reader hears after its title. */
  stands(title: string, state: string | RegExp, timeoutMs?: number): Promise<void>
  /** Waits until the run is over; returns what its pill says. */
  finished(timeoutMs?: number): Promise<string>
  saved(): Promise<void>
  notice(text: string | RegExp): Locator
}

/** Pastes the clipboard into the note of the chosen node, which keeps line breaks; returns what is there then. */
export async function pasteAsText(canvas: Canvas): Promise<string> {
  await canvas.tab('Settings')
  const note = canvas.inspector.getByLabel('Note', { exact: true })
  await note.click()
  await note.press('ControlOrMeta+v')
  await expect.poll(() => note.inputValue()).not.toBe('')
  return note.inputValue()
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

export function openCanvas(page: Page): Canvas {
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  const drawing = page.getByRole('main', { name: 'Canvas' })
  const cards = drawing.locator('.react-flow__node')
  const names = cards.locator('.sr-only')
  const canvas: Canvas = {
    page,
    inspector,
    card: (title) => cards.filter({ has: page.getByText(new RegExp(`^${escape(title)}, `)) }),
    nameOf: async (title) => (await canvas.card(title).locator('.sr-only').textContent()) ?? '',
    names: () => names.allTextContents(),
    async titles() {
      return (await canvas.names()).map((name) => name.slice(0, name.indexOf(', ')))
    },
    port: (name) => drawing.getByRole('button', { name, exact: true }),
    async connect(from, to) {
      await drag(page, canvas.port(from), canvas.port(to))
      // The card that was dropped on must not be the next thing to react to the pointer.
      await page.mouse.move(0, 0)
    },
    async place(type, at) {
      const corner = await restingPlace(drawing)
      const entry = page
        .getByRole('complementary', { name: 'Palette' })
        .getByRole('button', { name: type, exact: true })
      await entry.scrollIntoViewIfNeeded()
      await drag(page, entry, { x: corner.x + at.x, y: corner.y + at.y })
      await seen(canvas.card(type))
    },
    async choose(title) {
      // A wide drawing opens at its left; what lies beyond the edge is fitted into the view first.
      const [frame, box] = [await restingPlace(drawing), await restingPlace(canvas.card(title))]
      if (box.x + box.width > frame.x + frame.width)
        await page.getByRole('button', { name: 'Fit the drawing' }).click()
      await canvas.card(title).locator('.card-title').click()
      await expect
        .poll(() => inspector.getByRole('textbox', { name: 'Title of the node' }).inputValue())
        .toBe(title)
    },
    async tab(name) {
      await inspector.getByRole('tab', { name }).click()
    },
    field: (label) => inspector.getByLabel(label, { exact: true }),
    async pick(label, option) {
      await canvas.field(label).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    },
    async run() {
      await page.getByRole('button', { name: 'Run', exact: true }).click()
    },
    async stands(title, state, timeoutMs = PATIENCE_MS) {
      const wanted = typeof state === 'string' ? new RegExp(`, ${escape(state)}$`, 'i') : state
      await expect.poll(() => canvas.nameOf(title), { timeout: timeoutMs, interval: 100 }).toMatch(wanted)
    },
    async finished(timeoutMs = 300_000) {
      const pill = page.getByRole('region', { name: /^Run \d+$/ })
      await seen(pill)
      await expect
        .poll(() => pill.innerText(), { timeout: timeoutMs, interval: 200 })
        .toMatch(/Done|Failed|Cancelled/)
      return pill.innerText()
    },
    async saved() {
      await seen(page.getByRole('status').filter({ hasText: /^Saved / }))
    },
    notice: (text) => page.getByRole('region', { name: /^Notifications/ }).getByText(text),
  }
  return canvas
}
