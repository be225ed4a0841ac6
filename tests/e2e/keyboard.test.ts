import { describe, expect } from 'vitest'
import { DONE, openCanvas, seen, tabTo } from './canvas.ts'
import { test } from './test.ts'

describe('without a mouse', () => {
  test('a drawing is made, wired, run, changed and undone by keys', async ({ page }) => {
    const { keyboard } = page
    await tabTo(page, page.getByRole('button', { name: 'Empty canvas' }))
    await keyboard.press('Enter')
    const canvas = openCanvas(page)
    await seen(page.getByText('Drop a file here, drag a node from the left'))

    const search = page.getByRole('searchbox', { name: 'Find a node' })
    const add = async (words: string, title: string): Promise<void> => {
      await keyboard.press('ControlOrMeta+a')
      await keyboard.type(words)
      await keyboard.press('Enter')
      await expect.poll(() => canvas.inspector.getByLabel('Title of the node').inputValue()).toBe(title)
      // Wherever it came to stand, it is in sight.
      await seen(canvas.card(title))
    }
    await keyboard.press('/')
    await search.and(page.locator(':focus')).waitFor()
    await add('built', 'Built-in data')
    await add('split', 'Split')
    await add('train', 'Train')
    // It feeds the chosen node, so it is wired into it.
    await add('neural', 'Neural network')
    await keyboard.press('Escape')
    await expect.poll(() => search.inputValue()).toBe('')
    await keyboard.press('Tab')
    await keyboard.press('f')
    await canvas.stands('Train', 'ready')

    // Into empty space: with nothing chosen there is nothing to be wired to.
    await tabTo(page, canvas.card('Train'))
    await keyboard.press('Escape')
    await keyboard.press('/')
    await add('evaluate', 'Evaluate')
    await keyboard.press('Escape')
    await keyboard.press('Tab')
    await keyboard.press('l')
    await canvas.stands('Evaluate', 'needs a setting or an input')
    const connect = async (words: string): Promise<void> => {
      await keyboard.press('c')
      await seen(page.getByRole('dialog', { name: 'Connect Evaluate' }))
      await keyboard.type(words)
      await keyboard.press('Enter')
    }
    await connect('Train → Model')
    await connect('Split → Table')
    await canvas.stands('Evaluate', 'ready')

    await keyboard.press('ControlOrMeta+Enter')
    expect(await canvas.finished()).toMatch(/Done · Accuracy/)
    await keyboard.press('r')
    await seen(canvas.inspector.getByText('Confusion matrix'))

    await keyboard.press('f')
    const all = ['Built-in data', 'Split', 'Train', 'Neural network', 'Evaluate']
    const showsCards = (titles: readonly string[]): Promise<void> =>
      expect.poll(async () => (await canvas.titles()).toSorted()).toEqual(titles.toSorted())
    await showsCards(all)
    await keyboard.press('Delete')
    await showsCards(all.filter((title) => title !== 'Evaluate'))
    await keyboard.press('ControlOrMeta+z')
    await showsCards(all)
    await canvas.stands('Evaluate', DONE)
    await keyboard.press('ControlOrMeta+Shift+z')
    await showsCards(all.filter((title) => title !== 'Evaluate'))
    await keyboard.press('ControlOrMeta+z')
    await showsCards(all)

    await tabTo(page, canvas.card('Neural network'))
    await keyboard.press('ControlOrMeta+c')
    await keyboard.press('ControlOrMeta+v')
    await showsCards([...all, 'Neural network'])
    await keyboard.press('Delete')
    await showsCards(all)
    await canvas.saved()
  })
})
