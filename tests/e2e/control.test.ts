import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type Canvas, DONE, openCanvas, seen, typeInto } from './canvas.ts'
import { results, test } from './test.ts'

const epochsRun = async (canvas: Canvas): Promise<number> =>
  Number(/epoch (\d+)/.exec(await canvas.nameOf('Train'))?.[1])

describe('a training', () => {
  test('is stopped by hand, keeps the best, and is trained on from there', async ({ page }) => {
    await page.getByRole('button', { name: 'Use Tabular classification' }).click()
    const canvas = openCanvas(page)
    const { inspector } = canvas
    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '9000')
    await canvas.field('Stop early').click()
    await canvas.choose('Train')
    await canvas.tab('Results')
    await canvas.run()
    await seen(inspector.getByText(/^Epoch \d+ of 9000$/))
    await inspector.getByRole('button', { name: 'Stop and keep the best' }).click()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Train', /stopped early, epoch \d+$/i)
    const stoppedAfter = await epochsRun(canvas)
    expect(stoppedAfter).toBeLessThan(9000)
    await seen(inspector.getByText(`Stopped early after epoch ${stoppedAfter}, with the best weights kept.`))
    await canvas.stands('Deploy', DONE)
    await page.screenshot({ path: join(results, 'stopped-by-hand.png') })

    await typeInto(inspector.getByLabel('How many epochs more'), '5')
    await inspector.getByRole('button', { name: 'Train on' }).click()
    await seen(page.getByRole('region', { name: 'Run 2' }))
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Train', new RegExp(`on from run 1, epoch ${stoppedAfter}$`, 'i'))
    await canvas.choose('Neural network')
    await canvas.tab('Settings')
    await expect.poll(() => canvas.field('Epochs').inputValue()).toBe(String(stoppedAfter + 5))
    // The change is one of the drawing, and is undone as such.
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(() => canvas.field('Epochs').inputValue()).toBe('9000')
  })
})

describe('a run that failed', () => {
  test('goes on with other settings, and what finished is taken over', async ({ page }) => {
    await page.getByRole('button', { name: 'Use Tabular classification' }).click()
    const canvas = openCanvas(page)
    const { inspector } = canvas
    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '3')
    await canvas.place('Gate', { x: 500, y: 420 })
    await canvas.connect('Model output of Train', 'Model input of Gate')
    await canvas.connect('Evaluation output of Evaluate', 'Report input of Gate')
    await canvas.choose('Gate')
    await inspector.getByRole('radio', { name: 'at most' }).click()
    await typeInto(canvas.field('Number'), '0')
    await canvas.saved()
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Failed/)
    await canvas.stands('Gate', 'failed')

    await typeInto(canvas.field('Number'), '1')
    await canvas.tab('Results')
    await inspector.getByRole('button', { name: 'Retry' }).click()
    await seen(page.getByRole('region', { name: 'Run 2' }))
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.stands('Gate', DONE)
    await canvas.stands('Train', 'reused from run 1')
    await canvas.stands('Deploy', 'reused from run 1')
    await page.screenshot({ path: join(results, 'retried.png') })

    // The page of the run says so, too, and runs the same again.
    await inspector.getByRole('link', { name: 'All of run 2' }).click()
    await seen(page.getByRole('link', { name: 'Goes on with run 1' }))
    await page.getByRole('tab', { name: 'Nodes' }).click()
    await page.screenshot({ path: join(results, 'retried-run.png') })
    await page.getByRole('button', { name: 'Run again' }).click()
    await seen(page.getByRole('heading', { name: 'Run 3' }))

    await page.getByRole('link', { name: 'Runs', exact: true }).first().click()
    await page.getByRole('searchbox', { name: 'Search runs' }).fill('accuracy is')
    await seen(page.getByTitle(/Accuracy is .*, above the 0 asked for/))
    await expect.poll(() => new URL(page.url()).searchParams.get('text')).toBe('accuracy is')
    // No other run is listed, such as the retry that went well.
    const listed = page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: /^Choose run/ }) })
    const others = listed.filter({ hasNot: page.getByTitle(/^Accuracy is /) })
    await expect.poll(() => others.count()).toBe(0)
  })
})
