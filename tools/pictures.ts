import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { openBrowser } from '../tests/kit/browser.ts'

/**
 * Takes the pictures of README and tutorials from a running Millrace:
 * `node --import tsx tools/pictures.ts <address> [start|combine|networks]`. It does what the tutorials say, by pointer and keyboard.
 */

const address = process.argv[2] ?? 'http://localhost:3000'
const part = process.argv[3]
const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const iris = fileURLToPath(new URL('../docs/examples/iris.csv', import.meta.url))

/** Enough for a run on a busy machine. */
const PATIENCE_MS = 240_000

const settle = (page: Page) => page.waitForTimeout(900)
const shoot = async (page: Page, name: string) => {
  await settle(page)
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
const card = (page: Page, title: string) =>
  page.getByRole('group', { name: new RegExp(`^${title}, `) }).first()
const openTab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).first().click()
const fit = (page: Page) => page.getByRole('button', { name: 'Fit the drawing' }).click()

async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).first().click()
  const asking = page.getByRole('dialog', { name: 'Run with' })
  const pill = page.getByRole('region', { name: /^Run \d+$/ })
  await asking.or(pill).first().waitFor()
  if (await asking.isVisible()) await asking.getByRole('button', { name: 'Run' }).click()
  await pill.getByText(/^Done/).waitFor({ timeout: PATIENCE_MS })
}

async function showResults(page: Page, title: string): Promise<void> {
  await card(page, title).locator('.card-title').click()
  await openTab(page, 'Results')
}

async function use(page: Page, template: string): Promise<void> {
  await page.goto(`${address}/templates`)
  await page.getByRole('button', { name: `Use ${template}` }).click()
  const asking = page.getByRole('dialog', { name: template })
  const canvas = page.getByRole('main', { name: 'Canvas' })
  await asking.or(canvas).first().waitFor()
  if (await asking.isVisible()) await asking.getByRole('button', { name: 'Make the pipeline' }).click()
  await card(page, 'Deploy').waitFor()
}

async function drag(page: Page, from: Locator, to: Locator | { x: number; y: number }): Promise<void> {
  const centreOf = async (target: Locator) => {
    const box = await target.boundingBox()
    if (!box) throw new Error('It is not in the view.')
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  const start = await centreOf(from)
  const end = 'x' in to ? to : await centreOf(to)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 6 })
  await page.mouse.move(end.x, end.y, { steps: 6 })
  await page.waitForTimeout(200)
  await page.mouse.up()
  await page.mouse.move(0, 0)
}

/** Drags a node type from the palette to below a card. */
async function placeBelow(page: Page, type: string, title: string): Promise<void> {
  const palette = page.getByRole('complementary', { name: 'Palette' })
  const entry = palette.getByRole('button', { name: type, exact: true })
  await entry.scrollIntoViewIfNeeded()
  const box = await card(page, title).boundingBox()
  if (!box) throw new Error(`${title} is not in the view.`)
  await drag(page, entry, { x: box.x + box.width / 2, y: box.y + box.height * 2 })
  await card(page, type).waitFor()
  await settle(page)
}

async function connect(page: Page, from: string, to: string): Promise<void> {
  const canvas = page.getByRole('main', { name: 'Canvas' })
  const port = (name: string) => canvas.getByRole('button', { name, exact: true })
  await drag(page, port(from), port(to))
}

/** Has a setting of the chosen node searched; a picture of the menu where it has a name. */
async function searchRange(page: Page, field: string, picture?: string): Promise<void> {
  await page.getByText(field, { exact: true }).hover()
  await page.getByRole('button', { name: `More for ${field}` }).click()
  const item = page.getByRole('menuitem', { name: 'Search a range…' })
  await item.hover()
  if (picture !== undefined) await shoot(page, picture)
  await item.click()
}

/** Of *Getting started*. */
async function takeStart(page: Page): Promise<void> {
  await page.goto(address)
  await shoot(page, 'home')

  await use(page, 'Tabular classification')
  await shoot(page, 'canvas-new')
  await run(page)
  await fit(page)
  await showResults(page, 'Train')
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
  await showResults(page, 'Evaluate')
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
}

/** Of *Combine, tune, compress*. */
async function takeCombine(page: Page): Promise<void> {
  await use(page, 'Tabular classification')
  await fit(page)
  await settle(page)
  await placeBelow(page, 'Cross-validate', 'Train')
  await connect(page, 'Model output of Train', 'Model input of Cross-validate')
  await run(page)
  await showResults(page, 'Cross-validate')
  await shoot(page, 'cross-validation')

  await use(page, 'Ensemble in parallel and in series')
  await fit(page)
  await run(page)
  await showResults(page, 'Ensemble')
  await shoot(page, 'ensemble')

  await use(page, 'Tabular regression')
  await fit(page)
  await settle(page)
  await placeBelow(page, 'Tune', 'Train')
  await connect(page, 'Model output of Train', 'Model input of Tune')
  await connect(page, 'Best model output of Tune', 'Model input of Evaluate')
  await connect(page, 'Best model output of Tune', 'Model input of Deploy')
  await page.getByLabel('Trials', { exact: true }).fill('12')
  await card(page, 'Neural network').locator('.card-title').click()
  await searchRange(page, 'Dropout')
  await searchRange(page, 'Learning rate', 'search-menu')
  await run(page)
  await showResults(page, 'Tune')
  await shoot(page, 'tuning')

  await use(page, 'Tune, compress, deploy')
  await fit(page)
  await run(page)
  await showResults(page, 'Quantise')
  await shoot(page, 'quantise')
  await showResults(page, 'Gate')
  await shoot(page, 'gate')
}

/** Of *Networks by layers*. */
async function takeNetworks(page: Page): Promise<void> {
  await use(page, 'Image classification')
  await card(page, 'Network by layers').locator('.card-title').click()
  await shoot(page, 'network')
  await run(page)
  await card(page, 'Split').locator('.card-title').click()
  await openTab(page, 'Data')
  await page.getByRole('button', { name: 'Open the rows wide' }).click()
  await shoot(page, 'images')
}

const parts = { start: takeStart, combine: takeCombine, networks: takeNetworks }

await using browser = await openBrowser()
const page = await browser.newPage({ colorScheme: 'light' })
page.setDefaultTimeout(PATIENCE_MS)
for (const [name, take] of Object.entries(parts)) if (part === undefined || part === name) await take(page)
