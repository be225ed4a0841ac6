import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { test as base, expect, inject } from 'vitest'
import '../kit/stack-setup.ts'
import { packageRoot } from '../../server/stack/builds.ts'
import { openBrowser, type TestBrowser } from '../kit/browser.ts'

/** Where pictures of the pages go. */
export const results = join(packageRoot, 'test-results')

/** How long anything may take that a machine under load does slowly. */
export const PATIENCE_MS = 120_000

const fileNameOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

/** What a page reported that nobody asked for: errors that were not caught, and what it logged as an error. */
function watchForErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (message) => {
    // An answer of 4xx is part of many tests; the browser logs it by itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text())
  })
  return errors
}

/**
 * Has each opening of a page wait until it answers: what is pressed before React has taken over what the server drew is
 * lost.
 */
export function awaitHydration(page: Page): void {
  const isAwake = () => {
    const pressed = [...document.querySelectorAll('button, a')]
    return (
      pressed.length > 0 &&
      pressed.every((element) => Object.keys(element).some((key) => key.startsWith('__reactProps$')))
    )
  }
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)]
  page.goto = async (...asked) => {
    const answer = await goto(...asked)
    await page.waitForFunction(isAwake)
    return answer
  }
  page.reload = async (...asked) => {
    const answer = await reload(...asked)
    await page.waitForFunction(isAwake)
    return answer
  }
}

interface Fixtures {
  browser: TestBrowser
  /** A page of its own on the home page. It is photographed at the end, and must not have reported an error. */
  page: Page
}

export const test = base.extend<Fixtures>({
  browser: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await using browser = await openBrowser()
      await use(browser)
    },
    { scope: 'file' },
  ],
  page: async ({ browser, task }, use) => {
    const page = await browser.newPage({
      baseURL: inject('stack').url,
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    page.setDefaultTimeout(PATIENCE_MS)
    page.setDefaultNavigationTimeout(PATIENCE_MS)
    awaitHydration(page)
    const errors = watchForErrors(page)
    await page.goto('/')
    try {
      await use(page)
    } finally {
      mkdirSync(join(results, 'ends'), { recursive: true })
      await page.screenshot({ path: join(results, 'ends', `${fileNameOf(task.name)}.png`) })
      await page.context().close()
    }
    expect(errors).toEqual([])
  },
})
