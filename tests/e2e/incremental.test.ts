import { describe, expect } from 'vitest'
import { type Canvas, DONE, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

/** Waits until run so-and-so is the one shown, and over. */
async function ended(canvas: Canvas, number: number): Promise<void> {
  await seen(canvas.page.getByRole('region', { name: `Run ${number}`, exact: true }), 300_000)
  expect(await canvas.finished()).toMatch(/Done/)
}

async function menu(canvas: Canvas, title: string, item: string): Promise<void> {
  await canvas.choose(title)
  await canvas.inspector.getByRole('button', { name: `More for ${title}` }).click()
  await canvas.page.getByRole('menuitem', { name: item }).click()
}

describe('made again, or not', () => {
  test('a changed setting says so; a node is made again from here on; a pin holds what it has', async ({
    page,
  }) => {
    await page.getByRole('button', { name: 'Use Tabular regression' }).click()
    const canvas = openCanvas(page)
    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '4')
    await canvas.saved()
    await canvas.run()
    await ended(canvas, 1)

    // Why it is out of date, with the old value and the new.
    await canvas.choose('Scale')
    await canvas.pick('Method', 'Robust (quartiles)')
    await canvas.stands('Scale', 'out of date: Method changed since run 1')
    await canvas.stands('Evaluate', 'out of date: What arrives changed: Scale')
    await canvas.stands('Split', DONE)
    await canvas.tab('Results')
    await seen(canvas.inspector.getByText('standard → robust'))
    await canvas.tab('Settings')
    await canvas.pick('Method', 'Standard (mean 0, deviation 1)')
    await canvas.stands('Scale', DONE)

    // From here: what comes before is reused.
    await menu(canvas, 'Train', 'Run from here')
    await ended(canvas, 2)
    await canvas.stands('Scale', 'reused from run 1')
    await canvas.stands('Train', 'done')
    await canvas.stands('Evaluate', 'done')
    await canvas.tab('Results')
    const origin = canvas.inspector.getByRole('region', { name: 'Where this comes from' })
    await seen(origin.getByText('that was asked for'))

    // By keys: pinned, whatever is changed before it.
    await canvas.choose('Scale')
    await canvas.card('Scale').focus()
    await page.keyboard.press('p')
    await canvas.stands('Scale', 'reused from run 1, pinned to run 2')
    await canvas.choose('Split')
    await canvas.tab('Settings')
    await typeInto(canvas.field('Test'), '0.3')
    await canvas.stands('Split', 'out of date: Test changed since run 2')
    await canvas.stands('Train', 'done')
    await canvas.saved()
    await canvas.run()
    await ended(canvas, 3)
    // Nothing needs Split any more: it did not run.
    await canvas.stands('Split', 'ready')
    await canvas.stands('Scale', 'reused from run 2, pinned to run 2')

    await menu(canvas, 'Scale', 'Unpin')
    await canvas.stands('Scale', 'out of date: Unpinned since run 3')
    await canvas.saved()
    await canvas.run()
    await ended(canvas, 4)
    await canvas.stands('Split', 'done')
    await canvas.stands('Scale', 'done')

    // Forgotten: the next run makes it again.
    await menu(canvas, 'Scale', 'Forget its results')
    await seen(canvas.notice(/results? of Scale (is|are) forgotten/))
    await canvas.run()
    await ended(canvas, 5)
    await canvas.stands('Split', 'reused from run 4')
    await canvas.stands('Scale', 'done')
  })

  test('a run is kept, then deleted; its model and where it comes from stay', async ({ page }) => {
    await page.getByRole('button', { name: 'Use Tabular regression' }).click()
    const canvas = openCanvas(page)
    await canvas.choose('Neural network')
    await typeInto(canvas.field('Epochs'), '3')
    await page.getByRole('button', { name: 'Rename Tabular regression' }).click()
    await page.keyboard.type('To be deleted')
    await page.keyboard.press('Enter')
    await canvas.saved()
    await canvas.run()
    await ended(canvas, 1)
    await canvas.choose('Train')
    await canvas.tab('Results')
    await canvas.inspector.getByRole('link', { name: 'All of run 1' }).click()
    await page.getByRole('button', { name: 'Keep, although old runs are deleted' }).click()
    await seen(page.getByRole('button', { name: /^Kept: old runs/ }))
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    const question = page.getByRole('dialog')
    await seen(question.getByText('It is marked to be kept.', { exact: false }))
    await question.getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL((url) => url.pathname === '/runs')

    await page.getByRole('navigation').getByRole('link', { name: 'Models', exact: true }).click()
    await page.getByRole('link', { name: /^To be deleted · Train/ }).click()
    const lineage = page.getByRole('region', { name: 'Lineage' })
    await seen(lineage.getByText('Run · deleted'))
    await seen(lineage.getByText('Diabetes'))
    await seen(lineage.getByText('Scale'))
    // The endpoint answers with it, so it can't go.
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await seen(canvas.notice(/answers with this version/))
    await lineage.getByRole('link', { name: /^Endpoint/ }).click()
    await seen(page.getByRole('region', { name: 'Lineage' }).getByText('To be deleted · Train'))
  })
})
