import type { Page } from 'playwright-core'
import { describe, expect, inject } from 'vitest'
import { chinese } from '../../app/i18n/chinese.ts'
import { seen } from './canvas.ts'
import { awaitHydration, PATIENCE_MS, test as base } from './test.ts'

const { t } = chinese

/** A page whose browser asks for Chinese first. */
const test = base.extend<{ chinesePage: Page }>({
  chinesePage: async ({ browser }, use) => {
    const page = await browser.newPage({ baseURL: inject('stack').url, locale: 'zh-CN' })
    page.setDefaultTimeout(PATIENCE_MS)
    page.setDefaultNavigationTimeout(PATIENCE_MS)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/hydrat|did not match/i.test(message.text())) complaints.push(message.text())
    })
    awaitHydration(page)
    await page.goto('/')
    await use(page)
    expect(complaints).toEqual([])
    await page.context().close()
  },
})

/** Words that are English in Chinese too: names, formats, units, keys, and what people and data are called. */
const KEPT =
  /Preparation \d+|Torgersen|Biscoe|Dream|female|male|Tabular classification|Millrace|Ctrl|Enter|Shift|Esc|Tab|species|island|sex|[a-z]+(_[a-z]+)+|CSV|TSV|JSON( Lines)?|Parquet|TensorFlow(\.js)?|WebAssembly|JavaScript|REST|OpenAPI|ROC|AUC|F1|relu|CNN|RNN|LSTM|GRU|Adelie|Chinstrap|Gentoo|React Flow( attribution)?|Postgres|SQL|penguins|English|Dropout|Adam|SGD|kB|MB/g

/** Runs, endpoints: whatever other tests have called theirs. */
const OF_OTHERS = 'section ul'

/**
 * What stands in English in the visible text of a page but for a part of it; code and names of columns are set in a font
 * of their own.
 */
async function englishOn(page: Page, except?: string): Promise<string[]> {
  const text = await page.evaluate((left) => {
    const words: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (
        !parent ||
        parent.closest('script, style, code, pre, [lang="en"], .font-mono, .react-flow__attribution') ||
        (left !== undefined && parent.closest(left))
      )
        continue
      if (parent.checkVisibility()) words.push(node.textContent ?? '')
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      if (!element.closest('.font-mono') && !(left !== undefined && element.closest(left)))
        for (const name of ['aria-label', 'title', 'placeholder'])
          words.push(element.getAttribute(name) ?? '')
    return words
  }, except)
  return [
    ...new Set(text.map((words) => words.replaceAll(KEPT, '')).filter((words) => /[A-Za-z]{3,}/.test(words))),
  ]
}

describe('in Chinese', () => {
  test('home, canvas with a problem, run and results read Chinese', async ({ chinesePage: page }) => {
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('zh-CN')
    await seen(page.getByRole('heading', { level: 1, name: t('Start with a drawing that works') }))
    await expect.poll(() => englishOn(page, OF_OTHERS)).toEqual([])

    await page
      .getByRole('button', { name: t('Use {{title}}', { title: t('Tabular classification') }) })
      .click()
    const cards = page.locator('.react-flow__node')
    const card = (title: string) => cards.filter({ has: page.getByText(new RegExp(`^${t(title)}, `)) })
    await seen(card('Evaluate'))
    await card('Split').locator('.card-title').click()
    await page.keyboard.press('Delete')
    await seen(card('Scale').getByText(/缺少输入/))
    await expect.poll(() => englishOn(page)).toEqual([])
    await page.keyboard.press('ControlOrMeta+z')

    await page
      .getByRole('button', { name: t('Run'), exact: true })
      .first()
      .click()
    const pill = page.locator('.run-pill')
    await expect.poll(() => pill.innerText(), { timeout: 300_000 }).toContain(t('Done'))
    await card('Evaluate').locator('.card-title').click()
    await page.getByRole('tab', { name: t('Results') }).click()
    await seen(page.getByText(t('Confusion matrix')))
    await expect.poll(() => englishOn(page)).toEqual([])

    await pill.getByRole('link').click()
    await page.waitForURL(/\/runs\//)
    await seen(page.getByText(t('Confusion matrix')))
    for (const tab of ['Nodes', 'Logs', 'Data read']) {
      await page.getByRole('tab', { name: t(tab), exact: true }).click()
      await expect.poll(() => englishOn(page)).toEqual([])
    }
  })

  test('the language is switched in place and remembered', async ({ chinesePage: page }) => {
    await page.getByRole('button', { name: t('Language') }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await seen(page.getByRole('heading', { level: 1, name: 'Start with a drawing that works' }))
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('en-GB')
    // What stood there is still the same page: nothing was loaded anew.
    await page.reload()
    await seen(page.getByRole('heading', { level: 1, name: 'Start with a drawing that works' }))
    await expect.poll(() => page.title()).toBe('Millrace')

    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('radio', { name: '简体中文' }).click()
    await seen(page.getByRole('heading', { level: 1, name: t('Settings') }))
    await expect.poll(() => page.title()).toContain(t('Settings'))
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByPlaceholder(t('Find a pipeline, run, model or action')).fill('English')
    await seen(page.getByRole('option', { name: /English/, selected: true }))
    await page.keyboard.press('Enter')
    await seen(page.getByRole('heading', { level: 1, name: 'Settings' }))
  })
})
