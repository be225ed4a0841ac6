import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { gone, openCanvas, seen, typeInto } from './canvas.ts'
import { test } from './test.ts'

/** Types a moment into a field of type `datetime-local`, part by part, as its American form has them. */
async function typeMoment(field: Locator, moment: Date): Promise<void> {
  const text = new Intl.DateTimeFormat('en-US', {
    month: '2-digit',
    day: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h12',
  })
  const { month, day, year, hour, minute, dayPeriod } = Object.fromEntries(
    text.formatToParts(moment).map(({ type, value }) => [type, value]),
  )
  await field.focus()
  const keyboard = field.page().keyboard
  // From the first part on, wherever it stood.
  for (let part = 0; part < 6; part++) await keyboard.press('ArrowLeft')
  await keyboard.type(`${month}${day}${year}`)
  await keyboard.press('ArrowRight')
  await keyboard.type(`${hour}${minute}${dayPeriod}`)
}

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
  await typeInto(dialog.getByLabel('Times of the day'), '8:30, 17:00')
  const weekdays = dialog
    .getByRole('toolbar', { name: 'Days of the week' })
    .or(dialog.getByRole('group', { name: 'Days of the week' }))
  await weekdays.getByRole('button', { name: 'Monday' }).click()
  await weekdays.getByRole('button', { name: 'Friday' }).click()
  await seen(dialog.getByText('At 08:30 and 17:00, on Monday and Friday'))
  await weekdays.getByRole('button', { name: 'Monday' }).click()
  await weekdays.getByRole('button', { name: 'Friday' }).click()
  await typeInto(dialog.getByLabel('Days of the month'), '1, last')
  await seen(dialog.getByText('At 08:30 and 17:00, on the 1st and the last day of the month'))
  await dialog.getByRole('radio', { name: 'By cron' }).click()
  // What cron would not understand can't be saved, and says why.
  await typeInto(dialog.getByLabel('Cron expression'), '30 25 * * 1-5')
  await seen(dialog.getByText('The hour can’t be “25”').or(dialog.getByText("The hour can't be “25”")))
  await expect.poll(() => save.isDisabled()).toBe(true)
  await typeInto(dialog.getByLabel('Cron expression'), '30 8 * * 1-5')
  await seen(dialog.getByText('At 08:30, Monday through Friday'))
  const next = dialog.getByRole('region', { name: 'Next times' }).getByRole('listitem')
  await expect.poll(() => next.count()).toBe(5)

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
  await seen(row.getByRole('link', { name: /\bRun (?!1\b)\d/ }))
  await row.getByRole('button', { name: 'More for Often' }).click()
  await page.getByRole('menuitem', { name: 'Pause with a note' }).click()
  const pausing = page.getByRole('dialog', { name: 'Pause Often' })
  await typeInto(pausing.getByLabel('Why'), 'The source moves')
  await pausing.getByRole('button', { name: 'Pause' }).click()
  await seen(row.getByText('Paused: The source moves'))

  await row.getByRole('link', { name: 'Often' }).click()
  await seen(page.getByRole('heading', { name: 'Often' }))
  await seen(page.getByText(/^on the page, /))
  const history = page.getByRole('table', { name: 'History' })
  const ran = history.getByRole('link', { name: /^Run \d/ })
  await expect.poll(() => ran.count()).toBeGreaterThanOrEqual(2)
  // What was due in the moment of pausing may be shown late; then comes a while, longer than from one time to the next, in
  // which nothing does.
  const during = async (): Promise<number> => {
    const before = await ran.count()
    await sleep(7_000)
    return (await ran.count()) - before
  }
  await expect.poll(during).toBe(0)
  const started = await ran.count()

  // Every minute from now on: three of the past ones are run, each once.
  await page.getByRole('button', { name: 'Change' }).click()
  const changing = page.getByRole('dialog', { name: 'Change the schedule' })
  await typeInto(changing.getByLabel('Every', { exact: true }), '1')
  await changing.getByRole('button', { name: 'Save' }).click()
  await changing.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Run past times' }).click()
  const past = page.getByRole('dialog', { name: 'Run past times of Often' })
  // A day of minutes is too much at once.
  await seen(past.getByText('These are more than 500 times. Take a shorter range.'))
  const now = Date.now()
  await typeMoment(past.getByLabel('From'), new Date(now - 63 * 60_000))
  await typeMoment(past.getByLabel('To'), new Date(now - 61 * 60_000))
  await past.getByRole('button', { name: 'Run 3 times' }).click()
  await past.waitFor({ state: 'hidden' })
  await expect.poll(() => ran.count()).toBe(started + 3)
  await seen(page.getByText('3 times were run'))

  await ran.first().click()
  await seen(page.getByRole('heading', { name: /^Run \d/ }))
  await seen(page.getByText(/^Schedule Often, for /))

  // By hand it runs all the same, and deleting it leaves what it ran.
  await page.goto('/schedules')
  await row.getByRole('button', { name: 'Run Often now' }).click()
  await seen(row.getByRole('link', { name: `Run ${started + 4}` }))
  await row.getByRole('button', { name: 'More for Often' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await gone(row)
  await page.goto('/runs')
  const runs = page.getByRole('table', { name: 'Runs' }).getByText(/^Schedule Often, for /)
  await expect.poll(() => runs.count()).toBe(started + 4)
})
