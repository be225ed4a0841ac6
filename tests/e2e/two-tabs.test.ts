import type { Page } from 'playwright-core'
import { describe, expect, inject } from 'vitest'
import { gone, openCanvas, seen, typeInto } from './canvas.ts'
import type { Canvas } from './canvas.ts'
import { awaitHydration, PATIENCE_MS, test } from './test.ts'

/** Another person: a browser of their own, at the same pipeline. */
async function joinAs(page: Page, at: string): Promise<Canvas> {
  const browser = page.context().browser()
  if (!browser) throw new Error('there is no browser')
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    baseURL: inject('stack').url,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const other = await context.newPage()
  awaitHydration(other)
  await other.goto(at)
  return openCanvas(other)
}

const valueOf = (canvas: Canvas, label: string): Promise<string> => canvas.field(label).inputValue()

const shows = (canvas: Canvas, label: string, value: string): Promise<void> =>
  expect.poll(() => valueOf(canvas, label)).toBe(value)

/** While the network is gone edits can't be saved, so that both come to have their own. */
const setOffline = (canvas: Canvas, offline: boolean): Promise<void> =>
  canvas.page.context().setOffline(offline)

async function openBoth(page: Page): Promise<{ mine: Canvas; theirs: Canvas }> {
  await page.getByRole('button', { name: 'Use Tabular classification' }).click()
  const mine = openCanvas(page)
  await mine.stands('Deploy', 'ready')
  const theirs = await joinAs(page, page.url())
  await theirs.choose('Neural network')
  await mine.choose('Neural network')
  return { mine, theirs }
}

/** Both set the epochs, unaware of each other; the other one is first. */
async function clash(mine: Canvas, theirs: Canvas, own: string, other: string): Promise<void> {
  await setOffline(mine, true)
  await typeInto(mine.field('Epochs'), own)
  await typeInto(theirs.field('Epochs'), other)
  await theirs.saved()
  await setOffline(mine, false)
}

describe('two people at one drawing', () => {
  test('what one saves the other sees, and may undo', async ({ page }) => {
    const { mine, theirs } = await openBoth(page)
    // A notice goes by itself: it is looked out for before it comes.
    const told = Promise.all([
      seen(mine.notice('Version 2, saved elsewhere, is shown.')),
      seen(mine.notice('Changed Epochs of Neural network')),
    ])
    await typeInto(theirs.field('Epochs'), '31')
    await theirs.saved()
    await told
    await shows(mine, 'Epochs', '31')
    await seen(page.getByRole('button', { name: 'v2, all versions' }))
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
    await shows(mine, 'Epochs', '60')
    await shows(theirs, 'Epochs', '60')
    await theirs.page.context().close()
  })

  test('edits of different things go together by themselves', async ({ page }) => {
    const { mine, theirs } = await openBoth(page)
    await setOffline(mine, true)
    await mine.choose('Split')
    await typeInto(mine.field('Test'), '0.3')
    await typeInto(theirs.field('Epochs'), '31')
    await theirs.saved()
    const told = seen(mine.notice(/saved elsewhere, was merged with your edits/))
    await setOffline(mine, false)
    await told
    await mine.saved()
    await expect.poll(() => valueOf(mine, 'Test')).toBe('0.3')
    await mine.choose('Neural network')
    await expect.poll(() => valueOf(mine, 'Epochs')).toBe('31')
    await theirs.choose('Split')
    await shows(theirs, 'Test', '0.3')
    await theirs.page.context().close()
  })

  test('where both changed the same, both values are there to choose from; nothing is lost', async ({
    page,
  }) => {
    const { mine, theirs } = await openBoth(page)
    const banner = page.getByRole('alert').filter({ hasText: 'Someone else saved version' })

    await clash(mine, theirs, '32', '31')
    await seen(banner)
    await banner.getByRole('button', { name: 'Merge…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Merge with version 2' })
    const choice = dialog.getByRole('group', { name: 'Neural network · Epochs' })
    await seen(choice.getByText('32'))
    await expect.poll(() => choice.getByRole('radio', { name: 'Mine 32' }).isChecked()).toBe(true)
    await choice.getByRole('radio', { name: 'Theirs 31' }).press('Space')
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await gone(banner)
    await shows(mine, 'Epochs', '31')
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
    await shows(theirs, 'Epochs', '32')

    await clash(mine, theirs, '34', '33')
    await seen(banner)
    await banner.getByRole('button', { name: 'Take theirs' }).click()
    await gone(banner)
    await shows(mine, 'Epochs', '33')

    await clash(mine, theirs, '36', '35')
    await seen(banner)
    await banner.getByRole('button', { name: 'Save mine as a copy' }).click()
    await seen(page.getByRole('button', { name: 'Rename Tabular classification (copy)' }))
    await mine.choose('Neural network')
    await expect.poll(() => valueOf(mine, 'Epochs')).toBe('36')
    await expect.poll(() => valueOf(theirs, 'Epochs')).toBe('35')
    await theirs.page.context().close()
  })
})

describe('work that is not saved', () => {
  test('survives its page: it is offered where the pipeline is opened next', async ({ page }) => {
    await page.getByRole('button', { name: 'Use Tabular classification' }).click()
    const first = openCanvas(page)
    await first.choose('Neural network')
    const { url, context } = { url: page.url(), context: page.context() }
    const lost = await context.newPage()
    awaitHydration(lost)
    // Inside of the page, and for good: it tries to save until its very end, when nothing outside holds it back any more.
    await lost.addInitScript(() => {
      const send = window.fetch.bind(window)
      window.fetch = (...call) =>
        document.documentElement.dataset.cut === undefined
          ? send(...call)
          : Promise.reject(new TypeError('Failed to fetch'))
    })
    await lost.goto(url)
    const canvas = openCanvas(lost)
    await canvas.choose('Neural network')
    await lost.evaluate(() => {
      document.documentElement.dataset.cut = ''
    })
    await typeInto(canvas.field('Epochs'), '77')
    await seen(lost.getByRole('button', { name: 'Not saved. Try again' }))
    await lost.close()

    const next = await context.newPage()
    awaitHydration(next)
    await next.goto(url)
    const again = openCanvas(next)
    const offer = next.getByRole('alert').filter({ hasText: 'Work that was not saved is still here' })
    await seen(offer)
    await again.choose('Neural network')
    await expect.poll(() => valueOf(again, 'Epochs')).toBe('60')
    await offer.getByRole('button', { name: 'Bring it back' }).click()
    await shows(again, 'Epochs', '77')
    await gone(offer)
    await again.saved()
    await shows(first, 'Epochs', '77')
    await next.reload()
    await again.stands('Deploy', 'ready')
    expect(await offer.count()).toBe(0)
  })
})

describe('undo', () => {
  test('goes on after a reload, says what it takes back, and lists the steps', async ({ page }) => {
    await page.getByRole('button', { name: 'Use Tabular classification' }).click()
    const canvas = openCanvas(page)
    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '12')
    await typeInto(canvas.inspector.getByRole('textbox', { name: 'Title of the node' }), 'My network')
    await typeInto(canvas.inspector.getByLabel('Note', { exact: true }), 'Small on purpose')
    await canvas.card('My network').locator('.card-title').click()
    await page.keyboard.press('ArrowDown')
    await canvas.saved()
    await page.reload()

    const undo = page.getByRole('button', { name: 'Undo', exact: true }).first()
    await canvas.stands('My network', 'ready')
    await undo.hover()
    await seen(page.getByRole('tooltip').filter({ hasText: 'Undo: Moved My network' }))
    await page.getByRole('button', { name: 'Steps of undo' }).click()
    const steps = page.getByRole('menu').getByRole('menuitem')
    await expect
      .poll(() => steps.allInnerTexts())
      .toEqual([
        'Moved My network\nnow',
        'Changed Note of My network',
        'Changed Title of My network',
        'Changed Epochs of Neural network',
        'As it was opened',
      ])
    await steps.filter({ hasText: 'Changed Epochs' }).click()
    await canvas.choose('Neural network')
    await shows(canvas, 'Epochs', '12')
    await expect.poll(() => canvas.inspector.getByLabel('Note', { exact: true }).inputValue()).toBe('')
    await canvas.card('Neural network').locator('.card-title').click()
    await page.keyboard.press('ControlOrMeta+z')
    await shows(canvas, 'Epochs', '60')
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ControlOrMeta+y')
    await canvas.choose('My network')
    await expect.poll(() => valueOf(canvas, 'Note')).toBe('Small on purpose')
  })
})
