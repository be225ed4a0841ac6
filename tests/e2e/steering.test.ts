import { describe, expect } from 'vitest'
import { type Canvas, DONE, drag, gone, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

/** Draws a wire from a port at a card's corner, which shows once the pointer is over the card, to another. */
async function signal(canvas: Canvas, from: string, to: string): Promise<void> {
  await canvas.card(from.slice(from.indexOf(' of ') + 4)).hover()
  await drag(canvas.page, canvas.port(from), canvas.port(to))
  await canvas.page.mouse.move(0, 0)
}

async function openEmpty(canvas: Canvas): Promise<void> {
  await canvas.page.getByRole('button', { name: 'Empty canvas' }).click()
  await seen(canvas.page.getByText('Drop a file here, drag a node from the left'))
}

describe('steering a run', () => {
  test('a branch goes one way, leaves out the other, and both come together', async ({ page }) => {
    const canvas = openCanvas(page)
    await openEmpty(canvas)
    await canvas.place('Built-in data', { x: 60, y: 160 })
    await canvas.place('Branch', { x: 290, y: 160 })
    await canvas.place('Duplicates', { x: 520, y: 160 })
    await canvas.place('Pass through', { x: 520, y: 300 })
    await canvas.connect('Table output of Built-in data', 'Table input of Branch')
    await canvas.connect('Table output of Built-in data', 'Table input of Duplicates')
    await canvas.connect('Table output of Built-in data', 'Table input of Pass through')
    await signal(canvas, 'Then output of Branch', 'When input of Duplicates')
    await signal(canvas, 'Otherwise output of Branch', 'When input of Pass through')

    await canvas.choose('Branch')
    await canvas.pick('Ask about', 'The rows of the table')
    await typeInto(canvas.field('Number'), '100')
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Duplicates', DONE)
    await canvas.stands('Pass through', 'left out')

    await canvas.choose('Branch')
    await typeInto(canvas.field('Number'), '100000')
    await canvas.run()
    await seen(page.getByRole('region', { name: 'Run 2' }))
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Pass through', DONE)
    await canvas.stands('Duplicates', 'left out')
  })

  test('a run asks a person, and goes on when it is approved', async ({ page }) => {
    const canvas = openCanvas(page)
    await openEmpty(canvas)
    await canvas.place('Built-in data', { x: 60, y: 160 })
    await canvas.place('Human approval', { x: 290, y: 160 })
    await canvas.place('Pass through', { x: 520, y: 160 })
    await canvas.connect('Table output of Built-in data', 'Table input of Human approval')
    await canvas.connect('Table output of Built-in data', 'Table input of Pass through')
    await signal(canvas, 'Approved output of Human approval', 'When input of Pass through')
    await canvas.choose('Human approval')
    await typeInto(canvas.field('Question'), 'Is this the right table?')
    await canvas.run()
    await canvas.stands('Human approval', /waiting for approval/i)
    await seen(page.getByRole('region', { name: /^Run \d+$/ }).getByText('Waiting for approval'))

    const drawing = page.url()
    await page.goto('/')
    await page
      .getByRole('banner')
      .getByRole('link', { name: /waiting for approval/ })
      .click()
    await seen(page.getByRole('cell', { name: 'Waiting for approval', exact: true }))

    await page.goto('/approvals')
    const asked = page.getByRole('listitem').filter({ hasText: 'Is this the right table?' })
    await seen(asked)
    await asked.getByLabel('Comment').fill('It is.')
    await asked.getByRole('button', { name: 'Approve' }).click()
    await gone(asked)
    await page.goto(drawing)
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Pass through', DONE)
    await canvas.choose('Human approval')
    await canvas.tab('Results')
    await seen(canvas.inspector.getByText('It is.'))
  })

  test('a run pauses and resumes', async ({ page }) => {
    const canvas = openCanvas(page)
    await openEmpty(canvas)
    await canvas.place('Human approval', { x: 60, y: 160 })
    await canvas.place('Built-in data', { x: 290, y: 160 })
    await signal(canvas, 'Approved output of Human approval', 'When input of Built-in data')
    await canvas.choose('Human approval')
    await canvas.tab('Results')
    await canvas.run()
    await canvas.stands('Human approval', /waiting for approval/i)
    const pill = page.getByRole('region', { name: 'Run 1' })
    await pill.getByRole('button', { name: 'Pause' }).click()
    await seen(pill.getByRole('button', { name: 'Resume' }))
    await canvas.inspector.getByRole('button', { name: 'Approve' }).click()
    await canvas.stands('Human approval', DONE)
    await canvas.stands('Built-in data', /queued/i)
    await pill.getByRole('button', { name: 'Resume' }).click()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Built-in data', DONE)
  })
})
