import { describe, expect } from 'vitest'
import { openCanvas, seen } from './canvas.ts'
import { test } from './test.ts'

describe('a drawing from nothing', () => {
  test('five nodes are dragged from the palette, wired by hand and run', async ({ page }) => {
    await page.getByRole('button', { name: 'Empty canvas' }).click()
    const canvas = openCanvas(page)
    await seen(page.getByText('Drop a file here, drag a node from the left'))

    await canvas.place('Built-in data', { x: 130, y: 90 })
    await canvas.place('Split', { x: 370, y: 90 })
    await canvas.place('Neural network', { x: 370, y: 240 })
    await canvas.place('Train', { x: 610, y: 160 })
    await canvas.place('Evaluate', { x: 610, y: 340 })
    await expect.poll(() => canvas.titles()).toHaveLength(5)
    await canvas.stands('Evaluate', 'needs a setting or an input')

    await canvas.connect('Table output of Built-in data', 'Table input of Split')
    await canvas.stands('Split', 'ready')

    await canvas.connect('Table output of Split', 'Blueprint input of Train')
    await seen(canvas.notice('Split gives a table there, and Train takes a blueprint.'))
    await canvas.stands('Train', 'needs a setting or an input')

    await canvas.connect('Table output of Split', 'Table input of Train')
    await canvas.connect('Blueprint output of Neural network', 'Blueprint input of Train')
    await canvas.stands('Train', 'ready')
    await canvas.connect('Model output of Train', 'Model input of Evaluate')
    // A wire that is let go over a card finds the port that fits.
    await canvas.connect('Table output of Split', 'Table input of Evaluate')
    await canvas.stands('Evaluate', 'ready')

    await canvas.connect('Table output of Split', 'Table input of Split')
    await seen(canvas.notice('A node cannot feed itself.'))

    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done · Accuracy 0\.\d+|Done · Accuracy 1/)
    await canvas.choose('Evaluate')
    await canvas.tab('Results')
    await seen(canvas.inspector.getByRole('rowheader', { name: 'Accuracy' }))
    await seen(canvas.inspector.getByText('Confusion matrix'))
  })
})
