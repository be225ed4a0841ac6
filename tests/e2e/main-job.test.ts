import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { DONE, openCanvas, pasteAsText, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

const execute = promisify(execFile)

const SPECIES = /^(Adelie|Chinstrap|Gentoo)$/

describe('from a template to an endpoint', () => {
  test('a person changes a parameter, runs, reads the result, and asks the endpoint', async ({ page }) => {
    await page.getByRole('button', { name: 'Use Tabular classification' }).click()
    const canvas = openCanvas(page)
    await canvas.stands('Deploy', 'ready')

    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '25')
    await seen(canvas.card('Neural network').getByText('32 · 16 · 25 epochs'))
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done · Accuracy 0\.\d+/)
    for (const title of await canvas.titles()) await canvas.stands(title, DONE)
    await expect.poll(() => canvas.titles()).toHaveLength(7)

    await canvas.choose('Evaluate')
    await canvas.tab('Results')
    const { inspector } = canvas
    await seen(inspector.getByText(/^on 6\d test rows/))
    const accuracy = inspector
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: 'Accuracy' }) })
    expect(Number(await accuracy.first().getByRole('cell').last().innerText())).toBeGreaterThan(0.9)
    await seen(inspector.getByText('Confusion matrix'))
    await inspector.getByRole('button', { name: /Adelie predicted as Adelie$/ }).click()
    await seen(inspector.getByText(/^\d+ of \d+ Adelie predicted as Adelie$/))

    await canvas.choose('Deploy')
    await canvas.tab('Results')
    await inspector.getByRole('link', { name: 'Try it with a row' }).click()

    await seen(page.getByRole('heading', { level: 1, name: 'penguins' }))
    const form = page.getByRole('region', { name: 'Try a row' })
    await typeInto(form.getByLabel('beak_length_mm'), '50,2')
    await typeInto(form.getByLabel('flipper_length_mm'), 'two hundred')
    await seen(form.getByText('This is not a number.'))
    await typeInto(form.getByLabel('flipper_length_mm'), '218')
    await typeInto(form.getByLabel('beak_depth_mm'), '15.1')
    await typeInto(form.getByLabel('body_mass_g'), '5400')
    await form.getByLabel('island').click()
    await page.getByRole('option', { name: 'Biscoe' }).click()
    await form.getByLabel('sex').click()
    await page.getByRole('option', { name: 'missing' }).click()
    await form.getByRole('button', { name: 'Predict' }).click()
    await seen(form.getByRole('listitem').filter({ hasText: 'Gentoo' }))
    const answer = await form.locator('b').filter({ hasText: SPECIES }).innerText()
    expect(answer).toBe('Gentoo')

    // What the page gives to copy is pasted where a person can see it, and run as it is.
    await Promise.all([
      seen(page.getByRole('button', { name: 'Copied' })),
      page.getByRole('region', { name: 'Call it' }).getByRole('button', { name: 'Copy' }).click(),
    ])
    await page.goBack()
    await canvas.choose('Deploy')
    const line = await pasteAsText(canvas)
    expect(line).toContain('"beak_length_mm": 50.2')
    const { stdout } = await execute('sh', ['-c', line])
    expect(JSON.parse(stdout)).toMatchObject({
      endpoint: expect.stringMatching(/^penguins(-\d+)?$/),
      predictions: [{ prediction: answer, probabilities: { Gentoo: expect.any(Number) } }],
    })
  })
})
