import { describe, expect, inject } from 'vitest'
import { drag, gone, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

describe('a network by layers', () => {
  test('shows shapes, and the layer that does not fit, before the run', async ({ page }) => {
    await page.goto(`${inject('stack').url}/templates`)
    await page.getByRole('button', { name: 'Use Image classification' }).click()
    const canvas = openCanvas(page)
    await canvas.stands('Train', 'ready')
    await canvas.choose('Network by layers')
    const { inspector } = canvas
    const rows = inspector.getByRole('list', { name: 'Layers' }).getByRole('listitem')
    const grip = (index: number) =>
      inspector.getByRole('button', { name: new RegExp(`^Move layer ${index}:`) })
    const startsWith = (index: number, text: string) =>
      expect.poll(() => rows.nth(index - 1).innerText()).toMatch(new RegExp(`^${text}`))
    await seen(rows.nth(0).getByText('8 × 8 × 16'))
    await seen(inspector.getByText('13,770'))

    // By key, and by its settings.
    await grip(1).press('ArrowDown')
    await startsWith(1, 'Batch normalisation')
    await seen(rows.nth(0).getByText('8 × 8 × 1', { exact: true }))
    await rows
      .nth(7)
      .getByRole('button', { name: /^Dense/ })
      .click()
    await typeInto(canvas.field('Units'), '32')
    await seen(rows.nth(7).getByText('4,128'))
    await rows
      .nth(7)
      .getByRole('button', { name: /^Dense/ })
      .click()

    // By pointer, to where it makes the next one fail.
    await drag(page, grip(6), grip(1))
    await startsWith(1, 'Flatten')
    await seen(rows.getByRole('alert').getByText(/^Layer 3 \(Convolution 2D\) takes height/))
    await canvas.stands('Train', 'needs a setting or an input')

    await inspector.getByRole('button', { name: 'Begin with a known network' }).click()
    await page.getByRole('menuitem', { name: 'Small CNN' }).click()
    await startsWith(1, 'Convolution 2D')
    await expect.poll(() => rows.count()).toBe(7)
    await gone(rows.getByRole('alert'))
    await canvas.stands('Train', 'ready')
  })
})
