import { describe, expect } from 'vitest'
import { type Canvas, DONE, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

/** Has a setting of the chosen node searched, by keys: the menu beside its label. */
async function searchRange({ page, inspector }: Canvas, field: string): Promise<void> {
  await inspector.getByRole('button', { name: `More for ${field}` }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Search a range…' }).press('Enter')
}

describe('a search of settings', () => {
  test('ranges take the place of values, trials run, and the best settings go into the drawing', async ({
    page,
  }) => {
    await page.getByRole('button', { name: 'Empty canvas' }).click()
    const canvas = openCanvas(page)
    const { inspector } = canvas
    await seen(page.getByText('Drop a file here, drag a node from the left'))
    await canvas.place('Built-in data', { x: 60, y: 60 })
    await canvas.place('Split', { x: 290, y: 60 })
    await canvas.place('Neural network', { x: 60, y: 200 })
    await canvas.place('Train', { x: 290, y: 200 })
    await canvas.place('Tune', { x: 520, y: 200 })
    await canvas.place('Evaluate', { x: 520, y: 340 })
    await canvas.connect('Table output of Built-in data', 'Table input of Split')
    await canvas.connect('Table output of Split', 'Table input of Train')
    await canvas.connect('Blueprint output of Neural network', 'Blueprint input of Train')
    await canvas.connect('Model output of Train', 'Model input of Tune')
    await canvas.connect('Best model output of Tune', 'Model input of Evaluate')
    await canvas.connect('Table output of Split', 'Table input of Evaluate')

    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '5')
    await searchRange(canvas, 'Learning rate')
    await seen(canvas.card('Neural network').getByText('1 setting is searched'))
    await expect.poll(() => canvas.field('Learning rate from').inputValue()).toBe('0.001')
    await typeInto(canvas.field('Learning rate to'), '2')
    await seen(inspector.getByText('must be at most 1.'))
    await typeInto(canvas.field('Learning rate to'), '0.1')
    await searchRange(canvas, 'Layers')
    await inspector.getByRole('checkbox', { name: '128 · 64', exact: true }).click()
    await seen(canvas.card('Neural network').getByText('2 settings are searched'))

    await canvas.choose('Tune')
    await typeInto(canvas.field('Trials'), '11')
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Tune', DONE)
    await canvas.tab('Results')
    const trials = inspector.getByRole('region', { name: 'Table of trials' })
    await seen(trials)
    const rows = trials.getByRole('row')
    await expect.poll(() => rows.count()).toBe(12)
    await trials.getByRole('button', { name: 'Log loss' }).click()
    const scores = await rows.locator('td:nth-child(2)').allInnerTexts()
    const numbers = scores.map((score) => Number(score.replace('−', '-')))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    await inspector.getByLabel('Setting whose values are shown').click()
    await page.getByRole('option', { name: 'Learning rate' }).click()
    await seen(inspector.getByRole('img', { name: 'Scores of 11 trials over Learning rate.' }))

    await inspector.getByRole('button', { name: 'Promote the best settings into the drawing' }).click()
    await seen(canvas.notice(/^The settings of trial \d+ are in the drawing\.$/))
    await canvas.choose('Neural network')
    await canvas.tab('Settings')
    const rate = Number(await canvas.field('Learning rate').inputValue())
    expect(rate).toBeGreaterThanOrEqual(0.001)
    expect(rate).toBeLessThanOrEqual(0.1)
    // One step back, all ranges are there again; then forward, and the drawing runs with plain values.
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
    await seen(canvas.card('Neural network').getByText('2 settings are searched'))
    await page.getByRole('button', { name: 'Redo', exact: true }).first().click()
    await seen(canvas.card('Neural network').getByText('5 epochs'))
    await canvas.run()
    await seen(page.getByRole('region', { name: 'Run 2' }))
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Evaluate', DONE)
  })
})
