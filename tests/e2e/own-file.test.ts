import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject } from 'vitest'
import { createTestFolder } from '../kit/test-folder.ts'
import { openCanvas, seen, typeInto } from './canvas.ts'
import { addAfter, canvasWithFile, dropFile, flowers } from './files.ts'
import { test } from './test.ts'

const askFlowers = async (body: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(`${inject('stack').servingUrl}/v1/endpoints/flowers/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const rows = (...list: Record<string, unknown>[]): string => JSON.stringify({ rows: list })
const rose = { length: 6.1, width: 3, colour: 'white' }

describe('a file of one’s own', () => {
  test('it is dropped on the canvas, and becomes a model behind an endpoint', async ({ page }) => {
    using folder = createTestFolder()
    const path = join(folder.path, flowers.name)
    writeFileSync(path, flowers.text)
    await page.getByRole('button', { name: 'Empty canvas' }).click()
    const canvas = openCanvas(page)
    await seen(page.getByText('Drop a file here, drag a node from the left'))
    await dropFile(page, path, { x: 420, y: 260 })

    await seen(canvas.card('flowers').getByText('predicts species'))
    const { inspector } = canvas
    await canvas.choose('flowers')
    await seen(inspector.getByText('150 rows'))
    await canvas.tab('Data')
    const columns = inspector.getByRole('list', { name: 'Columns' }).getByRole('listitem')
    await expect.poll(() => columns.count()).toBe(4)
    await expect.poll(() => columns.filter({ hasText: 'species' }).innerText()).toContain('target')

    await addAfter(canvas, 'Split')
    await addAfter(canvas, 'Train')
    await addAfter(canvas, 'Neural network')
    await canvas.tab('Settings')
    await typeInto(canvas.field('Epochs'), '20')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Fit the drawing' }).click()
    await canvas.choose('Train')
    await addAfter(canvas, 'Deploy')
    await typeInto(canvas.field('Name'), 'flowers')
    await page.getByRole('button', { name: 'Fit the drawing' }).click()
    await canvas.choose('Train')
    await addAfter(canvas, 'Evaluate')
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done · Accuracy/)

    // A misspelt or forgotten column is never taken for a missing value.
    const { colour: _, ...noColour } = rose
    expect(await askFlowers(rows(noColour))).toMatchObject({
      status: 400,
      body: { error: { code: 'missing_column', field: 'colour' } },
    })
    expect(await askFlowers(rows(rose, { ...rose, length: '6.1' }))).toMatchObject({
      status: 400,
      body: { error: { code: 'wrong_type', message: expect.stringContaining('Row 2') } },
    })
    expect(await askFlowers('{"rows": [')).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_json' } },
    })
    expect(await askFlowers(rows({ ...rose, colour: 'x'.repeat(10_000_000) }))).toMatchObject({
      status: 413,
      body: { error: { code: 'body_too_large' } },
    })
    const known = await askFlowers(rows(rose, { ...rose, length: null }))
    expect(known).toMatchObject({
      status: 200,
      body: { predictions: [{ prediction: 'rose' }, { prediction: expect.any(String) }] },
    })
    expect(known.body).not.toHaveProperty('warnings')
    expect(await askFlowers(rows({ ...rose, colour: 'green' }))).toMatchObject({
      status: 200,
      body: {
        predictions: [{ prediction: expect.any(String) }],
        warnings: [{ code: 'unseen_category', row: 1, column: 'colour' }],
      },
    })
  })

  test('it is uploaded as a data set, and starts a pipeline from there', async ({ page }) => {
    await page.getByRole('navigation').getByRole('link', { name: 'Data sets', exact: true }).click()
    await page.getByRole('button', { name: 'Upload' }).first().click()
    const file = { name: 'meadow.csv', mimeType: 'text/csv', buffer: Buffer.from(flowers.text) }
    await page.getByRole('dialog').getByLabel('Choose a file').setInputFiles(file)
    const dialog = page.getByRole('dialog', { name: 'meadow.csv' })
    await dialog.getByRole('button', { name: 'Start a pipeline' }).click()
    await page.waitForURL('**/pipelines/*')
    await seen(openCanvas(page).card('File').getByText('predicts species'))
  })
})

describe('a file that can’t be used', () => {
  test('a ragged line is named on the node, and the run says the same', async ({ page }) => {
    const canvas = await canvasWithFile(page, {
      name: 'ragged.csv',
      text: 'a,b,label\n1,2,x\n2,3,y\n3,4,5,y\n',
    })
    await seen(canvas.card('ragged').getByText('Line 4 has 4 fields where the first row has 3.'))
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Failed/)
    const said = canvas.inspector.getByText('Line 4 has 4 fields where the first row has 3.')
    await expect.poll(() => said.count()).toBe(1)
  })

  test('an empty file is said to be empty', async ({ page }) => {
    const canvas = await canvasWithFile(page, { name: 'nothing.csv', text: '' })
    await seen(canvas.card('nothing').getByText('The file is empty.'))
  })

  test('a text that is read as a number is named with its line', async ({ page }) => {
    const canvas = await canvasWithFile(page, flowers)
    await canvas.choose('flowers')
    await canvas.inspector.getByLabel('Type of colour').click()
    await page.getByRole('option', { name: 'number' }).click()
    await canvas.run()
    await canvas.stands('flowers', 'failed')
    await seen(canvas.inspector.getByText('Column "colour", line 2: "blue" is not a number.'))
  })

  test('a target with one class is refused before anything runs', async ({ page }) => {
    const text = ['size,label', ...Array.from({ length: 40 }, (_, index) => `${index},same`)].join('\n')
    const canvas = await canvasWithFile(page, { name: 'same.csv', text })
    await canvas.choose('same')
    await addAfter(canvas, 'Split')
    await addAfter(canvas, 'Train')
    await addAfter(canvas, 'Neural network')
    await page.getByRole('button', { name: 'Fit the drawing' }).click()
    await seen(canvas.card('Train').getByText('The target label has one class only'))
  })

  test('a column without a value is left out, a target of 0 and 1 is two classes, and the page says both', async ({
    page,
  }) => {
    const text = [
      'size,hollow,label',
      ...Array.from({ length: 60 }, (_, index) => `${index},,${index < 30 ? 0 : 1}`),
    ].join('\n')
    const canvas = await canvasWithFile(page, { name: 'hollow.csv', text })
    await seen(page.getByText('label holds 0 and 1 only: it is read as yes or no'))
    await canvas.choose('hollow')
    await expect.poll(() => canvas.inspector.getByLabel('Type of label').innerText()).toContain('yes or no')
    await addAfter(canvas, 'Split')
    await addAfter(canvas, 'Train')
    await addAfter(canvas, 'Neural network')
    await page.getByRole('button', { name: 'Fit the drawing' }).click()
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Train', 'done with a warning')
    await seen(canvas.card('Train').getByText(/^hollow is left out/))
  })
})
