import { describe, expect } from 'vitest'
import { DONE, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

describe('a loop', () => {
  test('is drawn, says what is missing, trains a model per island and shows the items', async ({ page }) => {
    await page.getByRole('button', { name: 'Empty canvas' }).click()
    const canvas = openCanvas(page)
    const { inspector } = canvas
    await seen(page.getByText('Drop a file here, drag a node from the left'))
    await canvas.place('Built-in data', { x: 20, y: 30 })
    await canvas.place('For each', { x: 230, y: 30 })
    await canvas.place('Split', { x: 440, y: 30 })
    await canvas.place('Linear model', { x: 20, y: 150 })
    await canvas.place('Train', { x: 230, y: 150 })
    await canvas.place('Evaluate', { x: 440, y: 150 })
    await canvas.place('Gather', { x: 440, y: 270 })
    await page.getByRole('button', { name: 'Fit the drawing' }).click()
    await canvas.choose('Built-in data')
    await canvas.connect('Table output of Built-in data', 'Table input of For each')
    await canvas.connect('Table output of For each', 'Table input of Split')
    await canvas.connect('Table output of Split', 'Table input of Train')
    await canvas.connect('Blueprint output of Linear model', 'Blueprint input of Train')
    await canvas.connect('Model output of Train', 'Model input of Evaluate')
    await canvas.connect('Table output of Split', 'Table input of Evaluate')

    // Without an end it is no loop.
    await canvas.choose('For each')
    await seen(inspector.getByText('Nothing gathers what'))
    await canvas.pick('Column', 'category island')
    await canvas.connect('Evaluation output of Evaluate', 'Report input of Gather')
    await seen(canvas.card('For each').getByText('each island'))
    await canvas.choose('Gather')
    await typeInto(canvas.field('At a time'), '2')
    await canvas.pick('If an item fails', 'Leave it out')
    await seen(canvas.card('Gather').getByText('2 at a time · leaves out what fails'))

    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Gather', DONE)
    await canvas.tab('Results')
    const items = inspector.getByRole('region', { name: 'Table of items' })
    await seen(items)
    await expect
      .poll(() => items.getByRole('rowheader').allInnerTexts())
      .toEqual(['Biscoe', 'Dream', 'Torgersen'])
    await seen(items.getByRole('columnheader', { name: 'Accuracy' }))
    await canvas.tab('Data')
    await seen(inspector.getByText('item', { exact: true }))
    await canvas.choose('For each')
    await canvas.tab('Results')
    await seen(inspector.getByText('Torgersen'))
  })
})
