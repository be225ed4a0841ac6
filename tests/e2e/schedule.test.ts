import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { gone, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

test('a pipeline is put on a schedule, runs by itself twice, and stops when it is paused', async ({
  page,
}) => {
  await page.getByRole('button', { name: 'Empty canvas' }).click()
  const canvas = openCanvas(page)
  await canvas.place('Built-in data', { x: 130, y: 90 })
  await canvas.stands('Built-in data', 'ready')

  await page.getByRole('button', { name: 'Schedule', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Run on a schedule' })
  const save = dialog.getByRole('button', { name: 'Schedule' })
  // What cron would not understand can't be saved, and says why.
  await typeInto(dialog.getByLabel('Cron expression'), '30 25 * * 1-5')
  await seen(dialog.getByText('The hour can’t be “25”').or(dialog.getByText("The hour can't be “25”")))
  expect(await save.isDisabled()).toBe(true)
  await typeInto(dialog.getByLabel('Cron expression'), '30 8 * * 1-5')
  await seen(dialog.getByText('At 08:30, Monday through Friday'))
  const next = dialog.getByRole('region', { name: 'Next times' }).getByRole('listitem')
  expect(await next.count()).toBe(5)

  await typeInto(dialog.getByLabel('Name'), 'Often')
  await dialog.getByRole('radio', { name: 'Every so often' }).click()
  await dialog.getByRole('combobox', { name: 'Unit' }).click()
  await page.getByRole('option', { name: 'minutes' }).click()
  await typeInto(dialog.getByLabel('Every', { exact: true }), '0.1')
  await seen(dialog.getByText('Every 6 seconds'))
  await save.click()
  await dialog.waitFor({ state: 'hidden' })

  await page.goto('/schedules')
  const row = page.getByRole('row').filter({ hasText: 'Often' })
  await seen(row.getByTitle('Every 6 seconds'))
  await seen(row.getByRole('link', { name: 'Run 2' }))
  await row.getByRole('switch', { name: 'Run Often by itself' }).click()
  await seen(row.getByText('Paused'))

  await row.getByRole('link', { name: 'Often' }).click()
  await seen(page.getByRole('button', { name: 'Of the schedule Often' }))
  const runs = page.getByRole('table', { name: 'Runs' }).getByText(/^Schedule Often, for /)
  await expect.poll(() => runs.count()).toBeGreaterThanOrEqual(2)
  const started = await runs.count()
  await sleep(13_000)
  await page.reload()
  await seen(runs)
  expect(await runs.count()).toBe(started)

  await page.getByRole('link', { name: 'Untitled' }).first().click()
  await seen(page.getByRole('heading', { name: /^Run \d/ }))
  await seen(page.getByText(/^Schedule Often, for /))

  // By hand it runs all the same, and deleting it leaves what it ran.
  await page.goto('/schedules')
  await row.getByRole('button', { name: 'Run Often now' }).click()
  await seen(row.getByRole('link', { name: `Run ${started + 1}` }))
  await row.getByRole('button', { name: 'More for Often' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await gone(row)
  await page.goto('/runs')
  await expect.poll(() => runs.count()).toBe(started + 1)
})
