import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { openCanvas, seen, tabTo } from './canvas.ts'
import { test } from './test.ts'

const engine = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds wrong on the page as it stands, serious and critical, in a line each. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready)
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: engine })
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}

/** Whether one can see where the focus is. */
const focusIsVisible = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!element || element === document.body) return false
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
  })

describe('for everyone', () => {
  test('axe finds nothing serious on the main pages, light and dark', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.getByRole('button', { name: 'Use Tabular classification' }).click()
    const canvas = openCanvas(page)
    await canvas.stands('Deploy', 'ready')
    await expect.poll(() => findings(page)).toEqual([])
    await canvas.choose('Neural network')
    await expect.poll(() => findings(page)).toEqual([])
    await page.keyboard.press('?')
    await seen(page.getByRole('dialog'))
    await expect.poll(() => findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.choose('Evaluate')
    await canvas.tab('Results')
    await seen(canvas.inspector.getByText('Confusion matrix'))
    await expect.poll(() => findings(page)).toEqual([])
    await page.locator('.run-pill').getByRole('link').click()
    await page.waitForURL(/\/runs\//)
    const run = new URL(page.url()).pathname
    await seen(page.getByText('Confusion matrix'))

    for (const theme of ['light', 'dark']) {
      await page.evaluate((value) => localStorage.setItem('millrace.theme', value), theme)
      for (const path of [
        run,
        '/',
        '/templates',
        '/pipelines',
        '/runs',
        '/schedules',
        '/datasets',
        '/connections',
        '/models',
        '/endpoints',
        '/endpoints/penguins',
        '/settings',
      ]) {
        await page.goto(path)
        await seen(page.getByRole('heading', { level: 1 }))
        await page.waitForLoadState('networkidle')
        await expect.poll(() => findings(page), { message: `${theme} ${path}` }).toEqual([])
      }
    }
  })

  test('dialogs and menus are opened, gone through and left by keys, and give the focus back', async ({
    page,
  }) => {
    const { keyboard } = page
    const start = page.getByRole('button', { name: 'Start from a file' })
    await tabTo(page, start)
    await expect.poll(() => focusIsVisible(page)).toBe(true)
    await keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Start from a file' })
    await seen(dialog)
    // The focus stays inside.
    for (let presses = 0; presses < 6; presses += 1) {
      await keyboard.press('Tab')
      await expect.poll(() => dialog.locator(':focus').count()).toBe(1)
    }
    await keyboard.press('Escape')
    await expect.poll(() => start.and(page.locator(':focus')).count()).toBe(1)

    const language = page.getByRole('button', { name: 'Language' })
    await tabTo(page, language, 'Shift+Tab')
    await expect.poll(() => focusIsVisible(page)).toBe(true)
    await keyboard.press('Enter')
    await seen(page.getByRole('menuitem', { name: 'English' }))
    await keyboard.press('ArrowDown')
    await keyboard.press('Escape')
    await expect.poll(() => language.and(page.locator(':focus')).count()).toBe(1)

    await keyboard.press('ControlOrMeta+k')
    await seen(page.getByRole('dialog', { name: 'Find anything' }))
    await keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)

    await tabTo(page, page.getByRole('button', { name: 'Empty canvas' }))
    await keyboard.press('Enter')
    await seen(page.getByText('Drop a file here, drag a node from the left'))
    await keyboard.press('a')
    await seen(page.getByRole('dialog', { name: 'Add a node' }))
    await keyboard.type('split')
    await seen(page.getByRole('option', { name: /^Split/, selected: true }))
    await keyboard.press('Enter')
    const canvas = openCanvas(page)
    await seen(canvas.card('Split'))
    await tabTo(page, canvas.card('Split'))
    await expect.poll(() => focusIsVisible(page)).toBe(true)
    for (const key of ['?', 'c', 'ControlOrMeta+k']) {
      await keyboard.press(key)
      await seen(page.getByRole('dialog'))
      await keyboard.press('Escape')
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
      await expect.poll(() => canvas.card('Split').and(page.locator(':focus')).count()).toBe(1)
    }
  })
})
