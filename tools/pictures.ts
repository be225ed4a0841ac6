import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser } from '../tests/kit/browser.ts'

/**
 * Takes the pictures of README and tutorial from a running Millrace: `node --import tsx tools/pictures.ts <address>`.
 * It does what the tutorial says, by pointer and keyboard.
 */

const address = process.argv[2] ?? 'http://localhost:3000'
const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const iris = fileURLToPath(new URL('../docs/examples/iris.csv', import.meta.url))

const settle = (page: Page) => page.waitForTimeout(900)
const shoot = async (page: Page, name: string) => {
  await settle(page)
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
const card = (page: Page, title: string) =>
  page.getByRole('group', { name: new RegExp(`^${title}, `) }).first()
const openTab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).first().click()

await using browser = await openBrowser()
const page = await browser.newPage({ colorScheme: 'light' })
await page.goto(address)
await shoot(page, 'home')

await page.getByRole('button', { name: 'Use Tabular classification' }).click()
await card(page, 'Deploy').waitFor()
await shoot(page, 'canvas-new')
await page.getByRole('button', { name: 'Run', exact: true }).click()
await page
  .getByText(/Done · Accuracy/)
  .first()
  .waitFor({ timeout: 120_000 })
await card(page, 'Train').click()
await openTab(page, 'Results')
await shoot(page, 'canvas-light')
await page.getByRole('button', { name: 'Light or dark' }).click()
await shoot(page, 'canvas-dark')
await page.getByRole('button', { name: 'Light or dark' }).click()
await card(page, 'Neural network').click()
await openTab(page, 'Settings')
await shoot(page, 'settings')
await card(page, 'Scale').click()
await openTab(page, 'Data')
await shoot(page, 'data')
await card(page, 'Evaluate').click()
await openTab(page, 'Results')
await shoot(page, 'results')

await page.goto(`${address}/endpoints/penguins`)
await page.getByRole('button', { name: 'Predict' }).click()
await page
  .getByRole('listitem')
  .filter({ hasText: /Adelie|Gentoo|Chinstrap/ })
  .first()
  .waitFor()
await shoot(page, 'endpoint')

await page.goto(address)
await page.getByRole('button', { name: 'Start from a file' }).click()
await page.locator('input[type=file]').setInputFiles(iris)
await page.waitForTimeout(4_000)
await shoot(page, 'own-file')
