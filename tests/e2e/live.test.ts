import { describe, expect } from 'vitest'
import { type Canvas, DONE, gone, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

const lastEpoch = async (canvas: Canvas): Promise<number> => {
  const words = await canvas.inspector.getByText(/^Epoch \d+ of \d+$/).innerText()
  return Number(/\d+/.exec(words)?.[0])
}

describe('while it runs', () => {
  test('the loss is drawn epoch by epoch, and Cancel stops it', async ({ page }) => {
    await page.getByRole('button', { name: 'Use Tabular classification' }).click()
    const canvas = openCanvas(page)
    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '9000')
    await canvas.field('Stop early').click()
    await gone(canvas.field('Patience'))
    await canvas.choose('Train')
    await canvas.tab('Results')
    await canvas.run()

    const { inspector } = canvas
    await seen(inspector.getByText(/^Epoch \d+ of 9000$/))
    const early = await lastEpoch(canvas)
    await expect.poll(() => lastEpoch(canvas)).toBeGreaterThan(early + 20)
    await seen(inspector.getByRole('heading', { name: 'Loss' }))
    await canvas.stands('Train', /, running, \d+ %$/)
    await expect.poll(() => canvas.nameOf('Evaluate')).toMatch(/queued$/i)

    await page
      .getByRole('region', { name: /^Run \d+$/ })
      .getByRole('button', { name: 'Cancel' })
      .click()
    expect(await canvas.finished()).toMatch(/Cancelled/)
    await canvas.stands('Train', 'cancelled')
    await canvas.stands('Deploy', 'cancelled')
    // What was reached is still to be seen, and nothing is left that would keep the next run from starting.
    await seen(inspector.getByRole('heading', { name: 'Loss' }))
    await expect.poll(() => page.getByRole('button', { name: 'Run', exact: true }).isEnabled()).toBe(true)
  })
})

describe('what is kept', () => {
  test('an edit marks what is out of date; a reload shows the same; an earlier version comes back', async ({
    page,
  }) => {
    await page.getByRole('button', { name: 'Use Tabular regression' }).click()
    const canvas = openCanvas(page)
    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '4')
    await canvas.saved()
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)

    await page.getByRole('button', { name: 'Rename Tabular regression' }).click()
    await page.keyboard.type('How diabetes goes on')
    await page.keyboard.press('Enter')
    await canvas.choose('Split')
    await typeInto(canvas.field('Test'), '0.3')
    const staleNow = async (): Promise<void> => {
      await canvas.stands('Built-in data', DONE)
      await canvas.stands('Split', 'out of date: Test changed since run 1')
      await canvas.stands('Evaluate', 'out of date: What arrives changed: Split')
    }
    await staleNow()
    await canvas.saved()

    await page.reload()
    await seen(page.getByRole('button', { name: 'Rename How diabetes goes on' }))
    await staleNow()
    await canvas.choose('Split')
    await expect.poll(() => canvas.field('Test').inputValue()).toBe('0.3')
    await canvas.choose('Evaluate')
    await canvas.tab('Results')
    await seen(canvas.inspector.getByText('These are the results of run 1.'))
    await seen(canvas.inspector.getByText('Predicted and actual'))

    const menu = page.getByRole('button', { name: /^v\d+, all versions$/ })
    const before = Number(/\d+/.exec((await menu.getAttribute('aria-label')) ?? '')?.[0])
    await menu.click()
    await page.getByRole('menuitem', { name: `v${before - 1} ` }).click()
    await seen(canvas.notice(`Version ${before - 1} is back.`))
    for (const title of await canvas.titles()) await canvas.stands(title, DONE)
    await seen(page.getByRole('button', { name: `v${before + 1}, all versions` }))
    await canvas.choose('Split')
    await canvas.tab('Settings')
    await expect.poll(() => canvas.field('Test').inputValue()).toBe('0.2')
  })
})
