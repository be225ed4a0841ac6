import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { catalogue, type DatasetId } from '../../nodes/data/builtin/catalogue.ts'
import { type Canvas, DONE, gone, openCanvas, seen, tabTo, typeInto } from './canvas.ts'
import { test } from './test.ts'

type Row = Record<string, string | number | null>

/** Every `step`th row of a built-in data set, as a client of an endpoint has them. */
function rowsOf(dataset: DatasetId, step: number): Row[] {
  const path = fileURLToPath(new URL(`../../nodes/data/builtin/data/${dataset}.csv`, import.meta.url))
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  const { columns } = catalogue[dataset]
  return lines
    .filter((_, index) => index % step === 0)
    .map((line) => {
      const cells = line.split(',')
      return Object.fromEntries(
        columns.map(({ name, kind }, index) => {
          const cell = cells[index] ?? ''
          return [name, cell === '' ? null : kind === 'number' ? Number(cell) : cell]
        }),
      )
    })
}

const buttonOf = (page: Page, template: string): Locator =>
  page.getByRole('button', { name: `Use ${template}`, exact: true })

/** Waits until the drawing is there and nothing in it asks for a hand. */
async function opened(page: Page): Promise<Canvas> {
  await page.waitForURL(/\/pipelines\//)
  const canvas = openCanvas(page)
  await seen(page.locator('.react-flow__node'))
  // A wide drawing opens at its left: all of it, so that every card is there.
  await page.keyboard.press('f')
  return canvas
}

/** Waits for the end of the run; every node has its result then. */
async function allDone(canvas: Canvas, nodes: number): Promise<void> {
  expect(await canvas.finished()).toMatch(/Done/)
  await expect.poll(async () => (await canvas.names()).filter((name) => !DONE.test(name))).toEqual([])
  await expect.poll(() => canvas.names()).toHaveLength(nodes)
}

/** Opens the results of a node by keys: to its card, then the key for results. */
async function resultsByKeys(canvas: Canvas, title: string): Promise<void> {
  await tabTo(canvas.page, canvas.card(title))
  await canvas.page.keyboard.press('r')
  await seen(canvas.inspector.getByRole('link', { name: /^All of run \d+$/ }))
}

async function resultsByPointer(canvas: Canvas, title: string): Promise<void> {
  await canvas.choose(title)
  await canvas.tab('Results')
}

/** The last figure of a row of the inspector's tables. */
async function figure({ inspector }: Canvas, name: string): Promise<number> {
  const row = inspector.getByRole('row').filter({ has: inspector.page().getByRole('rowheader', { name }) })
  return Number((await row.first().getByRole('cell').last().innerText()).replace('−', '-'))
}

/** Asks the endpoint whose address *Deploy* shows for the answers to rows of its data set; the share that is right. */
async function askEndpoint({ inspector }: Canvas, dataset: DatasetId): Promise<Row[]> {
  const address = await inspector.getByText(/^http:\S+\/predict$/).innerText()
  const { target } = catalogue[dataset]
  const asked = rowsOf(dataset, 7)
  const rows = asked.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== target)))
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows }),
  })
  expect(response.status).toBe(200)
  const { predictions } = (await response.json()) as { predictions: { prediction: string | number }[] }
  expect(predictions).toHaveLength(asked.length)
  return predictions.map(({ prediction }, index) => ({ prediction, truth: asked[index]?.[target] ?? null }))
}

async function shareRight(canvas: Canvas, dataset: DatasetId): Promise<number> {
  const answers = await askEndpoint(canvas, dataset)
  return answers.filter(({ prediction, truth }) => prediction === truth).length / answers.length
}

describe('templates as they come', () => {
  test('Tabular classification, by keys: an endpoint that names penguins', async ({ page }) => {
    const { keyboard } = page
    await tabTo(page, buttonOf(page, 'Tabular classification'))
    await keyboard.press('Enter')
    const canvas = await opened(page)
    await canvas.stands('Deploy', 'ready')
    await keyboard.press('ControlOrMeta+Enter')
    await allDone(canvas, 7)

    await resultsByKeys(canvas, 'Evaluate')
    await expect.poll(() => figure(canvas, 'Accuracy')).toBeGreaterThan(0.9)
    await resultsByKeys(canvas, 'Deploy')
    await expect.poll(() => shareRight(canvas, 'penguins')).toBeGreaterThan(0.9)
    // The run's page has the figure as a tile.
    await tabTo(page, page.getByRole('region', { name: 'Run 1' }).getByRole('link'))
    await keyboard.press('Enter')
    await seen(page.getByRole('heading', { name: /^Run 1/ }))
    const tile = page.getByRole('term').filter({ hasText: /^Accuracy$/ })
    await expect.poll(() => tile.locator('xpath=..').innerText()).toMatch(/0\.9|1\.0/)
  })

  test('Tabular regression, by pointer: an endpoint that predicts a number', async ({ page }) => {
    await page.getByRole('link', { name: 'Templates', exact: true }).click()
    await buttonOf(page, 'Tabular regression').click()
    const canvas = await opened(page)
    await canvas.stands('Deploy', 'ready')
    await canvas.run()
    await allDone(canvas, 7)

    await resultsByPointer(canvas, 'Evaluate')
    await seen(canvas.inspector.getByText(/^on 8\d test rows/))
    await expect.poll(() => figure(canvas, 'R²')).toBeGreaterThan(0.25)
    await resultsByPointer(canvas, 'Deploy')
    const answers = await askEndpoint(canvas, 'diabetes')
    const errors = answers.map(({ prediction, truth }) => Math.abs(Number(prediction) - Number(truth)))
    // Guessing the mean is out by 66.
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(55)
  })

  test('Ensemble, by pointer: its parts stand beside it, and all of it answers', async ({ page }) => {
    await page.getByRole('link', { name: 'Templates', exact: true }).click()
    await buttonOf(page, 'Ensemble in parallel and in series').click()
    const canvas = await opened(page)
    await canvas.stands('Deploy', 'ready')
    await canvas.run()
    await allDone(canvas, 14)

    await resultsByPointer(canvas, 'Ensemble')
    const parts = canvas.inspector.getByRole('region', { name: 'Ensemble' }).getByRole('table').first()
    await seen(parts)
    const figures = await parts
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? '')),
      )
    expect(figures.map(([title]) => title)).toEqual([
      'Ensemble',
      'Train network',
      'Train linear',
      'Train on PCA',
    ])
    for (const [, accuracy] of figures) expect(Number(accuracy)).toBeGreaterThan(0.85)
    await seen(canvas.inspector.getByRole('rowheader', { name: 'Train network: malignant' }))
    await resultsByPointer(canvas, 'Score ensemble')
    await expect.poll(() => figure(canvas, 'Accuracy')).toBeGreaterThan(0.92)
    await resultsByPointer(canvas, 'Deploy')
    await expect.poll(() => shareRight(canvas, 'breast-cancer')).toBeGreaterThan(0.92)
  })

  test('Tune, compress, deploy, by keys: trials, bytes, a verdict that lets pass and one that does not', async ({
    page,
  }) => {
    const { keyboard } = page
    await tabTo(page, buttonOf(page, 'Tune, compress, deploy'))
    await keyboard.press('Enter')
    const asking = page.getByRole('dialog', { name: 'Tune, compress, deploy' })
    await tabTo(page, asking.getByLabel('Trials'))
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type('4')
    await tabTo(page, asking.getByLabel('Accuracy asked for'))
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type('0.8')
    await keyboard.press('Enter')
    const canvas = await opened(page)
    await canvas.stands('Deploy', 'ready')
    const running = page.getByRole('dialog', { name: 'Run with' })
    await keyboard.press('ControlOrMeta+Enter')
    await seen(running)
    await expect.poll(() => running.getByLabel('Trials').inputValue()).toBe('4')
    await keyboard.press('Enter')
    await gone(running)
    await allDone(canvas, 10)

    const { inspector } = canvas
    await resultsByKeys(canvas, 'Tune')
    const trials = inspector.getByRole('region', { name: 'Table of trials' })
    await seen(trials)
    await expect.poll(() => trials.getByRole('row').count()).toBe(5)
    await seen(inspector.getByRole('img', { name: /^Scores of 4 trials; the best is / }))
    await seen(inspector.getByRole('region', { name: 'Best setting' }).getByText(/^Trial [1-4] of 4/))
    await resultsByKeys(canvas, 'Quantise')
    const before = inspector.getByRole('region', { name: 'Quantisation' })
    const weights = await before.getByRole('row').filter({ hasText: 'Weights' }).innerText()
    expect(Number(/(\d+) % less/.exec(weights)?.[1])).toBeGreaterThanOrEqual(70)
    expect((await before.getByRole('row', { name: /^Accuracy/ }).innerText()).match(/\d\.\d+/g)).toHaveLength(
      2,
    )
    await resultsByKeys(canvas, 'Gate')
    await seen(inspector.getByText(/^Accuracy is [\d.]+, at least the 0\.8 asked for\.$/))
    await resultsByKeys(canvas, 'Deploy')
    await expect.poll(() => shareRight(canvas, 'wine')).toBeGreaterThan(0.8)

    // Asked for more than can be had, the gate stays shut; all before it is taken from the run before.
    await keyboard.press('ControlOrMeta+Enter')
    await tabTo(page, running.getByLabel('Accuracy asked for'))
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type('1.01')
    await keyboard.press('Enter')
    await seen(page.getByRole('region', { name: 'Run 2' }))
    expect(await canvas.finished()).toMatch(/Failed/)
    await canvas.stands('Deploy', /, skipped$/)
    // Far from where the focus is by now: by the search of everything.
    await keyboard.press('ControlOrMeta+k')
    await seen(page.getByRole('dialog').getByRole('combobox').and(page.locator(':focus')))
    await keyboard.type('Gate')
    await seen(page.getByRole('option', { name: /^Gate/ }))
    await keyboard.press('Enter')
    await seen(inspector.getByText(/^Accuracy is [\d.]+, below the 1\.01 asked for\.$/))
  })

  test('Score a file on schedule, by pointer: a file to download, and a schedule that waits', async ({
    page,
  }) => {
    await buttonOf(page, 'Score a file on schedule').click()
    const asking = page.getByRole('dialog', { name: 'Score a file on schedule' })
    await typeInto(asking.getByLabel('File name'), 'named today')
    await asking.getByRole('button', { name: 'Make the pipeline' }).click()
    const canvas = await opened(page)
    await canvas.stands('Batch predict', 'ready')
    await canvas.run()
    await page.getByRole('dialog', { name: 'Run with' }).getByRole('button', { name: 'Run' }).click()
    await allDone(canvas, 8)

    await resultsByPointer(canvas, 'Batch predict')
    await seen(canvas.inspector.getByText(/^344 rows × \d+ columns/))
    const downloading = page.waitForEvent('download')
    await canvas.inspector.getByRole('link', { name: 'Download' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('named today.csv')
    const [head = '', ...lines] = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n')
    expect(lines).toHaveLength(344)
    const names = head.trim().split(',')
    const [species, prediction] = [names.indexOf('species'), names.indexOf('prediction')]
    const cells = lines.map((line) => line.split(','))
    expect(cells.filter((row) => row[species] === row[prediction]).length).toBeGreaterThan(320)

    await page.getByRole('button', { name: /^Schedule/ }).click()
    await page.getByRole('dialog', { name: 'Run on a schedule' }).getByRole('link').click()
    const row = page.getByRole('row').filter({ hasText: 'Every morning' }).first()
    await seen(row.getByText('Score a file on schedule'))
    await seen(row.getByText('Paused'))
    const byItself = row.getByRole('switch', { name: 'Run Every morning by itself' })
    await expect.poll(() => byItself.getAttribute('aria-checked')).toBe('false')
    await byItself.click()
    await gone(row.getByText('Paused'))
    await byItself.click()
    await seen(row.getByText('Paused'))
  })
})

test('a template is tuned by pointer: a range by its menu, Tune in its place, the best settings taken and undone', async ({
  page,
}) => {
  await buttonOf(page, 'Tabular classification').click()
  const canvas = openCanvas(page)
  const { inspector } = canvas
  await canvas.stands('Deploy', 'ready')
  await canvas.choose('Neural network')
  await typeInto(canvas.field('Epochs'), '8')
  const label = inspector.getByText('Learning rate', { exact: true })
  await label.hover()
  await inspector.getByRole('button', { name: 'More for Learning rate' }).click()
  await page.getByRole('menuitem', { name: 'Search a range…' }).click()
  await typeInto(canvas.field('Learning rate to'), '0.05')
  // Without Tune nothing can choose from a range, and the node says so.
  await canvas.stands('Neural network', 'needs a setting or an input')

  await canvas.place('Tune', { x: 420, y: 330 })
  await canvas.connect('Model output of Train', 'Model input of Tune')
  await canvas.connect('Best model output of Tune', 'Model input of Evaluate')
  await canvas.connect('Best model output of Tune', 'Model input of Deploy')
  await canvas.stands('Deploy', 'ready')
  await canvas.choose('Tune')
  await typeInto(canvas.field('Trials'), '3')
  await canvas.run()
  await allDone(canvas, 8)

  await resultsByPointer(canvas, 'Tune')
  await inspector.getByRole('button', { name: 'Promote the best settings into the drawing' }).click()
  await seen(canvas.notice(/^The settings of trial \d are in the drawing\.$/))
  await canvas.choose('Neural network')
  await canvas.tab('Settings')
  const best = Number(await canvas.field('Learning rate').inputValue())
  expect(best).toBeGreaterThan(0)
  expect(best).toBeLessThanOrEqual(0.05)
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
  await expect.poll(() => canvas.field('Learning rate to').inputValue()).toBe('0.05')
  await seen(canvas.card('Neural network').getByText('1 setting is searched'))
})
