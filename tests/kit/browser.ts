import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const findSystemChromium = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) =>
      ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) =>
        join(folder, name),
      ),
    )
    .concat('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', chromium.executablePath())
    .find(isExecutable)

/** CHROMIUM_PATH, one on this machine, Playwright's own, else the one that an npm package carries (Linux x64). */
async function findChromium(): Promise<string> {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') return named
  const { default: packaged } = await import('@sparticuz/chromium')
  return findSystemChromium() ?? packaged.executablePath()
}

export interface TestBrowser extends AsyncDisposable {
  browser: Browser
  /** A page in a context of its own: no cookie or storage of another. */
  newPage(options?: BrowserContextOptions): Promise<Page>
}

/** Starts a real browser: `await using browser = await openBrowser()`. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: FLAGS,
    timeout: 180_000,
  })
  return {
    browser,
    async newPage(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
      return context.newPage()
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}
