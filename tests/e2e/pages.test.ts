import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { openCanvas, seen } from './canvas.ts'
import { results, test } from './test.ts'

/** Goes to a page by the links at the left, and waits until it is there. */
async function goTo(page: Page, section: string): Promise<void> {
  const link = page.getByRole('navigation').getByRole('link', { name: section, exact: true })
  const path = await link.getAttribute('href')
  await link.click()
  await page.waitForURL((url) => url.pathname === path)
  await seen(page.getByRole('heading', { level: 1 }))
}

const firstOfList = (page: Page) => page.getByRole('row').nth(1).getByRole('link').first()

const pictures: readonly { name: string; open: (page: Page) => Promise<void> }[] = [
  { name: 'home', open: (page) => goTo(page, 'Home') },
  { name: 'templates', open: (page) => goTo(page, 'Templates') },
  { name: 'pipelines', open: (page) => goTo(page, 'Pipelines') },
  { name: 'runs', open: (page) => goTo(page, 'Runs') },
  {
    name: 'run',
    async open(page) {
      await goTo(page, 'Runs')
      await firstOfList(page).click()
      await seen(page.getByText('Confusion matrix'))
    },
  },
  { name: 'datasets', open: (page) => goTo(page, 'Data sets') },
  { name: 'models', open: (page) => goTo(page, 'Models') },
  {
    name: 'model',
    async open(page) {
      await goTo(page, 'Models')
      await firstOfList(page).click()
      await seen(page.getByRole('heading', { name: 'Where it comes from' }))
    },
  },
  {
    name: 'endpoint',
    async open(page) {
      await goTo(page, 'Endpoints')
      await page.getByRole('link', { name: 'penguins' }).first().click()
      await seen(page.getByRole('region', { name: 'Try a row' }))
    },
  },
  { name: 'settings', open: (page) => goTo(page, 'Settings') },
]

describe('the pages', () => {
  test('every page is reached by its link, in light and in dark', async ({ page }) => {
    // No picture in the middle of a change of colours.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    // Until somebody has chosen, the page goes with the system.
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(colorScheme)
    }
    await page.getByRole('button', { name: 'Use Tabular classification' }).click()
    const canvas = openCanvas(page)
    await canvas.stands('Deploy', 'ready')
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.choose('Evaluate')
    await canvas.tab('Results')
    await seen(canvas.inspector.getByText('Confusion matrix'))

    for (const theme of ['light', 'dark'] as const) {
      const folder = join(results, 'pages', theme)
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: join(folder, 'canvas.png') })
      await page.getByRole('link', { name: 'Home' }).click()
      for (const { name, open } of pictures) {
        await open(page)
        await page.waitForLoadState('networkidle')
        await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
      }
      await goTo(page, 'Pipelines')
      await page.getByRole('main').getByRole('link', { name: 'Tabular classification' }).first().click()
      await canvas.choose('Evaluate')
      await canvas.tab('Results')
      await seen(canvas.inspector.getByText('Confusion matrix'))
      await page.getByRole('button', { name: 'Light or dark' }).click()
    }
  })
})
