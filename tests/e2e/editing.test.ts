import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { type Canvas, DONE, drag, gone, openCanvas, restingPlace, seen } from './canvas.ts'
import { test } from './test.ts'

async function openTemplate(page: Page): Promise<Canvas> {
  await page.getByRole('button', { name: 'Use Tabular classification', exact: true }).click()
  const canvas = openCanvas(page)
  await canvas.stands('Deploy', 'ready')
  return canvas
}

const notes = (page: Page) => page.locator('.react-flow__node-note')

describe('editing', () => {
  test('a bypassed node lets what arrives go past, in the drawing and in a run', async ({ page }) => {
    const canvas = await openTemplate(page)
    await canvas.choose('Train')
    await page.keyboard.press('b')
    await canvas.stands('Train', 'bypassed')
    await canvas.stands('Evaluate', 'needs a setting or an input')
    await canvas.choose('Evaluate')
    await seen(canvas.inspector.getByText(/is bypassed\. Switch .* on, or connect another\.$/))
    await canvas.choose('Train')
    await page.keyboard.press('b')
    await canvas.stands('Evaluate', 'ready')

    await canvas.choose('Scale')
    await canvas.inspector.getByRole('button', { name: 'More for Scale' }).click()
    await page.getByRole('menuitem', { name: /^Bypass/ }).click()
    await canvas.stands('Scale', 'bypassed')
    // Its columns are there to be chosen all the same.
    await seen(canvas.inspector.getByText('beak_length_mm'))
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Train', DONE)
    await canvas.stands('Scale', 'bypassed')

    await page.keyboard.press('b')
    await canvas.stands('Scale', 'ready')
    await canvas.stands('Train', /, out of date: /)
    await page.keyboard.press('ControlOrMeta+z')
    await canvas.stands('Train', DONE)
  })

  test('a node is put into a wire, and another takes its place with its wires', async ({ page }) => {
    const canvas = await openTemplate(page)
    await canvas.choose('Scale')
    await page.keyboard.press('i')
    const inserting = page.getByRole('dialog', { name: 'Put a node into the wire' })
    await seen(inserting.getByText('Between Split and Scale'))
    await page.keyboard.type('Missing')
    await page.keyboard.press('Enter')
    await gone(inserting)
    await canvas.stands('Missing values', 'ready')
    await canvas.stands('Deploy', 'ready')

    await canvas.choose('Missing values')
    await page.keyboard.press('Shift+R')
    await seen(page.getByRole('dialog', { name: 'Replace Missing values' }).getByText('Keeps every wire'))
    await page.keyboard.type('Outliers')
    await page.keyboard.press('Enter')
    await canvas.stands('Outliers', 'ready')
    await canvas.stands('Deploy', 'ready')
    await expect.poll(() => canvas.titles()).not.toContain('Missing values')
    await page.keyboard.press('ControlOrMeta+z')
    await canvas.stands('Missing values', 'ready')

    // From the palette onto a wire.
    await page.getByRole('button', { name: 'Fit the drawing' }).click()
    const from = await restingPlace(canvas.card('Built-in data'))
    const to = await restingPlace(canvas.card('Split'))
    const port = await restingPlace(canvas.port('Table output of Built-in data'))
    const middle = { x: (from.x + from.width + to.x) / 2, y: port.y + port.height / 2 }
    const entry = page
      .getByRole('complementary', { name: 'Palette' })
      .getByRole('button', { name: 'Duplicates', exact: true })
    await drag(page, entry, middle)
    // Without a wire it would lack its input.
    await canvas.stands('Duplicates', 'ready')
    await canvas.stands('Deploy', 'ready')
    await canvas.choose('Duplicates')
    await page.keyboard.press('b')
    await canvas.stands('Deploy', 'ready')
  })

  test('notes lie on the drawing: typed, resized, copied, deleted, kept', async ({ page }) => {
    const canvas = await openTemplate(page)
    await page.keyboard.press('n')
    await seen(page.getByLabel('Text of the note'))
    await page.keyboard.type('# Plan\n- **first** try')
    await page.keyboard.press('Escape')
    await seen(notes(page).getByText('Plan'))
    await seen(notes(page).locator('b', { hasText: 'first' }))
    const before = await restingPlace(notes(page))
    await page.keyboard.press('Alt+ArrowRight')
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(async () => (await notes(page).boundingBox())?.width).toBeGreaterThan(before.width)

    await page.keyboard.press('ControlOrMeta+d')
    await expect.poll(() => notes(page).count()).toBe(2)
    await page.keyboard.press('Delete')
    await expect.poll(() => notes(page).count()).toBe(1)
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(() => notes(page).count()).toBe(2)

    // A note on a node stands under its card.
    await canvas.choose('Scale')
    await canvas.inspector.getByLabel('Note', { exact: true }).fill('Flippers are longer than beaks')
    await seen(canvas.card('Scale').getByText('Flippers are longer than beaks'))
    await canvas.saved()
    await page.reload()
    await seen(notes(page).getByText('Plan').first())
    await seen(canvas.card('Scale').getByText('Flippers are longer than beaks'))
  })

  test('several nodes are set at once, and lined up', async ({ page }) => {
    const canvas = await openTemplate(page)
    await canvas.choose('Scale')
    await page.keyboard.press('ControlOrMeta+d')
    await expect.poll(async () => (await canvas.titles()).filter((title) => title === 'Scale').length).toBe(2)
    await canvas.pick('Method', 'Robust (quartiles)')
    const cards = canvas.card('Scale')
    await cards.first().locator('.card-title').click()
    await cards
      .nth(1)
      .locator('.card-title')
      .click({ modifiers: ['ControlOrMeta'] })
    await seen(canvas.inspector.getByRole('heading', { name: '2 nodes chosen' }))
    await seen(canvas.inspector.getByText(/^Mixed: /))
    await canvas.pick('Method', 'Min–max (0 to 1)')
    await gone(canvas.inspector.getByText(/^Mixed: /))
    await seen(cards.first().getByText(/min–max/i))
    await seen(cards.nth(1).getByText(/min–max/i))
    await page.keyboard.press('ControlOrMeta+z')
    await seen(canvas.inspector.getByText(/^Mixed: /))

    await canvas.inspector.getByRole('button', { name: 'Align top' }).click()
    await expect
      .poll(async () => {
        const [a, b] = [await cards.first().boundingBox(), await cards.nth(1).boundingBox()]
        return Math.round((a?.y ?? 0) - (b?.y ?? 99))
      })
      .toBe(0)
    await page.keyboard.press('b')
    await expect
      .poll(async () => (await canvas.names()).filter((name) => name === 'Scale, bypassed').length)
      .toBe(2)
  })

  test('a search goes from hit to hit', async ({ page }) => {
    const canvas = await openTemplate(page)
    await page.keyboard.press('ControlOrMeta+f')
    const bar = page.getByRole('search', { name: 'Find in the drawing' })
    await bar.getByRole('textbox').pressSequentially('penguins')
    const title = canvas.inspector.getByLabel('Title of the node')
    await expect.poll(() => title.inputValue()).toBe('Built-in data')
    await seen(bar.getByText('1 of 2'))
    await seen(bar.getByText('Data set: Palmer penguins').last())
    await page.keyboard.press('Enter')
    await expect.poll(() => title.inputValue()).toBe('Deploy')
    await page.keyboard.press('Shift+Enter')
    await expect.poll(() => title.inputValue()).toBe('Built-in data')
    await bar.getByRole('textbox').fill('no such thing')
    await seen(bar.getByText('Nothing found'))
    await page.keyboard.press('Escape')
    await gone(bar)
  })

  test('a drawing goes as text into another pipeline, and other text is refused in words', async ({
    page,
  }) => {
    const canvas = await openTemplate(page)
    const titles = await canvas.titles()
    await page.keyboard.press('Shift+C')
    await seen(canvas.notice('The drawing is on the clipboard, as JSON.'))
    await page.goto('/')
    await page.getByRole('button', { name: 'Empty canvas' }).click()
    await seen(page.getByText('Drop a file here, drag a node from the left'))
    await page.keyboard.press('ControlOrMeta+v')
    await canvas.stands('Deploy', 'ready')
    expect((await canvas.titles()).toSorted()).toEqual(titles.toSorted())
    await page.keyboard.press('ControlOrMeta+v')
    await expect.poll(async () => (await canvas.titles()).length).toBe(2 * titles.length)

    const search = page.getByRole('searchbox', { name: 'Find a node' })
    await search.fill('just words?')
    // A question mark is a question mark here.
    await search.press('?')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await search.press('ControlOrMeta+a')
    await search.press('ControlOrMeta+c')
    await search.press('Escape')
    await page.getByRole('main', { name: 'Canvas' }).click({ position: { x: 20, y: 20 } })
    await page.keyboard.press('ControlOrMeta+v')
    await seen(canvas.notice(/^This text is not a drawing\./))
  })
})
