import { describe, expect } from 'vitest'
import { openCanvas, seen } from './canvas.ts'
import { test } from './test.ts'

describe('choosing on the canvas', () => {
  test('a click in the palette adds a node, one Tab leaves it, Shift-click chooses several', async ({
    page,
  }) => {
    await page.getByRole('button', { name: 'Empty canvas' }).click()
    const canvas = openCanvas(page)
    await seen(page.getByText('Drop a file here, drag a node from the left'))
    const entry = (type: string) =>
      page.getByRole('complementary', { name: 'Palette' }).getByRole('button', { name: type, exact: true })
    await entry('Built-in data').click()
    await canvas.stands('Built-in data', 'ready')
    // It is wired to the chosen one; a double click adds one only.
    await entry('Split').dblclick()
    await canvas.stands('Split', 'ready')
    await expect.poll(() => canvas.titles()).toEqual(['Built-in data', 'Split'])

    await entry('Scale').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await seen(canvas.card('One-hot encode'))
    await page.keyboard.press('Tab')
    await expect.poll(() => page.locator('.palette :focus').count()).toBe(0)
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => page.locator('.palette :focus').count()).toBe(1)

    // What was added last may have moved the view along.
    await page.getByRole('button', { name: 'Fit the drawing' }).click()
    await canvas.choose('Split')
    const title = canvas.card('Built-in data').locator('.card-title')
    await title.click({ modifiers: ['Shift'] })
    await seen(canvas.inspector.getByText('2 nodes chosen'))
    await title.click({ modifiers: ['Shift'] })
    await expect
      .poll(() => canvas.inspector.getByRole('textbox', { name: 'Title of the node' }).inputValue())
      .toBe('Split')
  })
})
