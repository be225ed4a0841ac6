import postgres from 'postgres'
import { describe, expect } from 'vitest'
import { createTestFolder } from '../kit/test-folder.ts'
import { startTestPostgres } from '../kit/test-postgres.ts'
import { openCanvas, seen, typeInto } from './canvas.ts'
import { addAfter } from './files.ts'
import { test } from './test.ts'

const query = 'SELECT size, colour, kind FROM flowers ORDER BY id'

describe('a database of one’s own', () => {
  test('a connection is made by its form, tried, and read by a node', async ({ page }) => {
    using folder = createTestFolder()
    await using database = await startTestPostgres(folder.path)
    const sql = postgres(database.url, { max: 1, onnotice: () => {} })
    await sql`create table flowers (id int primary key, size float8, colour text, kind text)`
    await sql`insert into flowers select n, n % 3 + sin(n) / 4, (array['red', 'blue', 'white'])[1 + n % 3],
      (array['daisy', 'iris', 'rose'])[1 + n % 3] from generate_series(1, 150) n`
    await sql.end()
    const { hostname, port, pathname, username, password } = new URL(database.url)

    // A new one, from the page of connections.
    await page.getByRole('navigation').getByRole('link', { name: 'Connections', exact: true }).click()
    await page.getByRole('button', { name: 'New connection' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New connection' })
    const field = (label: string) => dialog.getByLabel(label, { exact: true })
    await typeInto(field('Name'), 'Flowers')
    await typeInto(field('Host'), hostname)
    await typeInto(field('Port'), port)
    await typeInto(field('Database'), pathname.slice(1))
    await typeInto(field('User'), decodeURIComponent(username))
    await typeInto(field('Password'), 'wrong')
    await dialog.getByRole('button', { name: 'Test' }).click()
    await seen(dialog.getByText(/refused the password of user/))
    await typeInto(field('Password'), decodeURIComponent(password))
    await dialog.getByRole('button', { name: 'Test' }).click()
    await seen(dialog.getByText(/Connected to PostgreSQL/))
    await dialog.getByRole('button', { name: 'Save' }).click()
    const row = page.getByRole('row').filter({ hasText: 'Flowers' })
    await seen(row)

    // A drawing reads through it.
    await page.getByRole('navigation').getByRole('link', { name: 'Home', exact: true }).click()
    await page.getByRole('button', { name: 'Empty canvas' }).click()
    const canvas = openCanvas(page)
    await canvas.place('Postgres query', { x: 120, y: 160 })
    await canvas.choose('Postgres query')
    await canvas.field('Connection').click()
    await page.getByRole('option', { name: /^Flowers/ }).click()
    await canvas.field('Query').fill('SELECT size FROM flower')
    await canvas.inspector.getByRole('button', { name: 'Read the columns' }).click()
    await seen(canvas.inspector.getByText(/at line 1, column 18: relation "flower" does not exist/))
    await canvas.field('Query').fill(query)
    await canvas.inspector.getByRole('button', { name: 'Read the columns' }).click()
    await seen(canvas.inspector.getByRole('list', { name: 'Column types' }))
    await canvas.pick('Target', 'category kind')
    await seen(canvas.card('Postgres query').getByText('predicts kind'))

    await addAfter(canvas, 'Split')
    await addAfter(canvas, 'Train')
    await addAfter(canvas, 'Neural network')
    await canvas.tab('Settings')
    await typeInto(canvas.field('Epochs'), '5')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Fit the drawing' }).click()
    await canvas.run()
    expect(await canvas.finished()).toMatch(/Done/)
    await canvas.choose('Postgres query')
    await canvas.tab('Data')
    await seen(canvas.inspector.getByText('150 rows'))
    await canvas.saved()

    // It can't be deleted while the drawing uses it.
    await page.getByRole('link', { name: 'Home' }).click()
    await page.getByRole('navigation').getByRole('link', { name: 'Connections', exact: true }).click()
    await row.getByRole('button', { name: 'More for Flowers' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await seen(page.getByText(/“Flowers” is used by/))
    await seen(row)
    expect(await page.content()).not.toContain(decodeURIComponent(password))
  })
})
