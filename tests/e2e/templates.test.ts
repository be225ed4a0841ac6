import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { type Canvas, DONE, gone, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

/** Makes a field of the chosen node a parameter of the pipeline, by the menu beside its label. */
async function makeParameter(canvas: Canvas, node: string, field: string): Promise<void> {
  const { page, inspector } = canvas
  await canvas.choose(node)
  await inspector.getByText(field, { exact: true }).hover()
  await inspector.getByRole('button', { name: `More for ${field}` }).click()
  await page.getByRole('menuitem', { name: 'New parameter from this field' }).click()
  await seen(inspector.getByTitle(/^The pipeline’s parameter /))
}

const useTemplate = (page: Page, title: string) =>
  page.getByRole('button', { name: `Use ${title}`, exact: true }).click()

describe('templates', () => {
  test('a drawing with a parameter becomes a template, and one made of it runs with another value', async ({
    page,
  }) => {
    await useTemplate(page, 'Tabular classification')
    const canvas = openCanvas(page)
    await canvas.stands('Deploy', 'ready')
    await makeParameter(canvas, 'Built-in data', 'Data set')
    // It leads to the pipeline's panel, where it has its name, its default, and who takes it.
    await canvas.inspector.getByTitle('The pipeline’s parameter dataset').click()
    await expect.poll(() => canvas.field('Name').inputValue()).toBe('dataset')
    await typeInto(canvas.field('Name'), 'which data')
    await canvas.field('Name').press('Enter')
    await seen(canvas.inspector.getByRole('button', { name: 'Built-in data: Data set' }))
    await canvas.stands('Deploy', 'ready')

    await page.getByRole('button', { name: /all versions$/ }).click()
    await page.getByRole('menuitem', { name: 'Save as a template…' }).click()
    const saving = page.getByRole('dialog', { name: 'Save as a template' })
    await seen(saving.getByText('Palmer penguins'))
    await typeInto(saving.getByLabel('Title'), 'Any kinds')
    await typeInto(saving.getByLabel('Description'), 'Tells kinds apart')
    await saving.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'See the templates' }).click()

    await page.waitForURL('**/templates')
    await seen(page.getByText('Tells kinds apart'))
    await useTemplate(page, 'Any kinds')
    const asking = page.getByRole('dialog', { name: 'Any kinds' })
    await asking.getByLabel('Data set').click()
    await page.getByRole('option', { name: /^Wine/ }).click()
    await asking.getByRole('button', { name: 'Make the pipeline' }).click()

    await page.waitForURL(/\/pipelines\//)
    await canvas.stands('Deploy', 'ready')
    await canvas.run()
    const running = page.getByRole('dialog', { name: 'Run with' })
    await seen(running.getByText(/^Wine/))
    await page.keyboard.press('Enter')
    await gone(running)
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Built-in data', DONE)
    // The value given took effect, whether the data were read now or by an earlier run.
    await expect.poll(() => canvas.card('Built-in data').innerText()).toContain('Wine cultivars · 178 rows')

    // On the home page it stands before those that come along; deleting it asks.
    await page.goto('/')
    await seen(page.getByRole('button', { name: 'Use Any kinds' }))
    await page.getByRole('link', { name: /^All \d+ templates$/ }).click()
    await page.getByRole('button', { name: 'More for Any kinds' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await gone(page.getByRole('button', { name: 'Use Any kinds' }))
  })

  test('two runs with different values are held side by side', async ({ page }) => {
    await useTemplate(page, 'Tabular regression')
    const canvas = openCanvas(page)
    await canvas.stands('Deploy', 'ready')
    await makeParameter(canvas, 'Neural network', 'Epochs')
    for (const [index, epochs] of ['3', '6'].entries()) {
      await canvas.run()
      const running = page.getByRole('dialog', { name: 'Run with' })
      await typeInto(running.getByLabel('Epochs'), epochs)
      await running.getByRole('button', { name: 'Run', exact: true }).click()
      const pill = page.getByRole('region', { name: `Run ${index + 1}`, exact: true })
      await expect.poll(() => pill.innerText(), { timeout: 300_000 }).toMatch(/Done/)
      // What was given for one run is no change of the drawing.
      await canvas.stands('Train', DONE)
    }
    await page.getByRole('region', { name: 'Run 2' }).getByRole('link').click()
    await expect.poll(() => page.getByLabel('Parameters').innerText()).toMatch(/Epochs\s*6/)

    await page.goto('/runs')
    await page.getByRole('checkbox', { name: 'Choose run 2 of Tabular regression' }).first().click()
    await page.getByRole('checkbox', { name: 'Choose run 1 of Tabular regression' }).first().click()
    await page.getByRole('link', { name: 'Compare 2 runs' }).click()
    const settings = page.getByRole('table', { name: 'Settings' })
    await expect
      .poll(async () =>
        (await settings.getByRole('row', { name: /^Epochs/ }).allInnerTexts()).map((row) => row.split(/\s+/)),
      )
      .toEqual([
        ['Epochs', '3', '6'],
        ['Epochs', '3', '6'],
      ])
    await gone(settings.getByRole('row', { name: /^Batch size/ }))
    await page.getByRole('switch', { name: 'Also what is the same' }).click()
    await seen(settings.getByRole('row', { name: /^Batch size/ }))
    const results = page.getByRole('table', { name: 'Results' })
    const figures = await results.getByRole('row', { name: /^RMSE/ }).innerText()
    expect(figures.split(/\s+/).filter((word) => Number(word) > 0)).toHaveLength(2)
    await seen(page.getByRole('img', { name: /^Train: loss: .*Run 1 ends at .*Run 2 ends at / }))
    await page.getByRole('button', { name: 'Leave out Run 1' }).click()
    await expect.poll(() => results.getByRole('columnheader').count()).toBe(2)
  })
})
