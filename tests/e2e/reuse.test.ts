import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { type Canvas, DONE, gone, openCanvas, restingPlace, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

async function openTemplate(page: Page): Promise<Canvas> {
  await page.getByRole('button', { name: 'Use Tabular classification', exact: true }).click()
  const canvas = openCanvas(page)
  await canvas.stands('Deploy', 'ready')
  await page.getByRole('button', { name: 'Fit the drawing' }).click()
  return canvas
}

/** Chooses several cards, the way a hand does: with Ctrl held down. */
async function chooseAll(canvas: Canvas, titles: readonly string[]): Promise<void> {
  for (const [at, title] of titles.entries())
    await canvas
      .card(title)
      .locator('.card-title')
      .click(at === 0 ? {} : { modifiers: ['ControlOrMeta'] })
  await seen(canvas.inspector.getByText(`${titles.length} nodes chosen`))
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Save as a node' })

describe('groups and nodes of one’s own', () => {
  test('chosen nodes are framed, moved as one, collapsed into a card, and shown again', async ({ page }) => {
    const canvas = await openTemplate(page)
    await chooseAll(canvas, ['Split', 'Scale'])
    await page.keyboard.press('ControlOrMeta+g')
    const frame = page.getByRole('region', { name: 'Group Group 1' })
    await seen(frame)
    await typeInto(canvas.inspector.getByLabel('Title', { exact: true }), 'Preparation')
    await seen(page.getByRole('region', { name: 'Group Preparation' }))

    const before = await restingPlace(canvas.card('Scale'))
    const box = await restingPlace(page.getByRole('button', { name: 'Preparation', exact: true }))
    await page.mouse.move(box.x + 20, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + 20, box.y + box.height / 2 + 60, { steps: 6 })
    await page.mouse.up()
    await expect
      .poll(async () => (await canvas.card('Scale').boundingBox())?.y ?? 0)
      .toBeGreaterThan(before.y + 40)

    await page.getByRole('button', { name: 'Collapse Preparation' }).click()
    const card = page.getByRole('group', { name: 'Group Preparation, collapsed' })
    await seen(card.getByText('2 nodes'))
    await expect.poll(() => canvas.titles()).not.toContain('Scale')
    await canvas.saved()
    await page.reload()
    await seen(card)
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await card.dblclick()
    await canvas.stands('Scale', DONE)
    await seen(canvas.inspector.getByText('2 nodes chosen'))
    await page.keyboard.press('ControlOrMeta+Shift+G')
    await gone(page.getByRole('region', { name: 'Group Preparation' }))
    await canvas.stands('Scale', DONE)
  })

  test('nodes are saved as one of one’s own, used in another pipeline, changed, and updated', async ({
    page,
  }) => {
    const name = `Preparation ${Date.now() % 100_000}`
    const canvas = await openTemplate(page)
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await chooseAll(canvas, ['Split', 'Scale'])
    await canvas.inspector.getByRole('button', { name: 'Save as a node…' }).click()
    await seen(dialog(page).getByText('Takes: Table'))
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await gone(dialog(page))
    // The same numbers as before: nothing is made again.
    await canvas.stands(name, 'ready')
    await expect.poll(() => canvas.titles()).not.toContain('Scale')
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands(name, /reused from run 1( of .+)?$/)
    await canvas.choose(name)
    const inside = canvas.inspector.getByRole('region', { name: 'Nodes inside' })
    await seen(inside.getByText('Scale'))
    await canvas.tab('Data')
    await seen(canvas.inspector.getByText('flipper_length_mm').first())
    await canvas.saved()

    // Another pipeline takes it from the palette.
    await page.goto('/')
    const other = await openTemplate(page)
    await other.choose('Scale')
    await page.keyboard.press('Delete')
    await other.choose('Split')
    await page.keyboard.press('Delete')
    await other.choose('Built-in data')
    const search = page.getByLabel('Find a node', { exact: true })
    await typeInto(search, name)
    await search.press('Enter')
    await other.stands(name, 'ready')
    await other.connect(`Table output of ${name}`, 'Table input of Train')
    await other.connect(`Table output of ${name}`, 'Table input of Evaluate')
    await other.stands('Deploy', 'ready')
    await other.run()
    expect(await other.finished()).toMatch(/Done/)
    await other.stands('Evaluate', DONE)
    await other.saved()
    const home = page.url()

    // Opened, it is a pipeline like any other.
    await other.choose(name)
    await other.tab('Settings')
    const opening = page.context().waitForEvent('page')
    await other.inspector.getByRole('link', { name: 'Open' }).click()
    const opened = await opening
    const source = openCanvas(opened)
    await seen(source.card('Scale'))
    await seen(opened.getByRole('link', { name: /^Back to / }))
    await source.choose('Scale')
    await source.pick('Method', 'Min–max (0 to 1)')
    await source.saved()
    await opened.getByRole('link', { name: /^Back to / }).click()
    await seen(openCanvas(opened).card(name))
    await opened.close()

    await page.goto(home)
    await seen(page.getByText(`${name} has a newer version.`))
    await other.choose(name)
    await other.tab('Settings')
    const offer = other.inspector.getByRole('region', { name: 'A newer version' })
    await seen(offer.getByText('Its ports and parameters stay as they are.'))
    await offer.getByRole('button', { name: 'Update', exact: true }).click()
    await gone(offer)
    await seen(other.inspector.getByText(new RegExp(`^${name}, version [2-9]`)))
    await other.run()
    await expect.poll(() => page.getByRole('region', { name: /^Run 2$/ }).count()).toBe(1)
    expect(await other.finished()).toMatch(/Done/)
    await other.stands(name, 'done')

    // Its nodes come back in its place.
    await other.inspector.getByRole('button', { name: 'Dissolve' }).click()
    await expect.poll(() => other.titles()).toContain('Scale')
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(() => other.titles()).toContain(name)
  })
})
