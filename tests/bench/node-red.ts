import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { chooseInternalPort } from '../../server/stack/ports.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import { frameTime, type Gestures, type Seen, STEPS } from './gestures.ts'

const execute = promisify(execFile)
const folder = join(tmpdir(), 'millrace-bench-node-red')
const bin = (name: string): string => join(folder, 'node_modules', ...name.split('/'))

export const NODE_RED = 'Node-RED 4, a drawing of the same size'

/** Puts Node-RED, with the Node that it needs, among temporary files. */
export async function installNodeRed(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  await execute('npm', ['install', '--no-audit', '--no-fund', 'node-red@4', 'node@22'], { cwd: folder })
}

/** Its own sheet is 8,000 pixels wide and high: cards lie as close as that takes. */
const STEP = { x: 180, y: 60 }

const flowOf = (places: readonly string[], wires: readonly (readonly [string, string])[], rows: number) => [
  { id: 'tab', type: 'tab', label: 'Flow' },
  ...places.map((id, at) => ({
    id,
    type: 'function',
    z: 'tab',
    name: id,
    func: 'return msg',
    outputs: 1,
    x: 120 + Math.floor(at / rows) * STEP.x,
    y: 40 + (at % rows) * STEP.y,
    wires: [wires.filter(([from]) => from === id).map(([, to]) => to)],
  })),
]

interface NodeRed extends AsyncDisposable {
  url: string
}

/** Starts Node-RED on a drawing; null where it is not installed. */
export async function startNodeRed(drawing: {
  ids: readonly string[]
  wires: readonly (readonly [string, string])[]
  rows: number
}): Promise<NodeRed | null> {
  if (!existsSync(bin('node-red/red.js'))) return null
  const home = createTestFolder()
  writeFileSync(
    join(home.path, 'flows.json'),
    JSON.stringify(flowOf(drawing.ids, drawing.wires, drawing.rows)),
  )
  writeFileSync(
    join(home.path, 'settings.js'),
    `module.exports = { flowFile: 'flows.json', editorTheme: { tours: false }, telemetry: { enabled: false, updateNotification: false } }`,
  )
  const port = await chooseInternalPort(undefined)
  const child = spawn(
    bin('node/bin/node'),
    [
      bin('node-red/red.js'),
      '--userDir',
      home.path,
      '--settings',
      join(home.path, 'settings.js'),
      '--port',
      `${port}`,
    ],
    { stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/flows`).catch(() => null)
    if (answer?.ok) break
    if (tries > 120) throw new Error('Node-RED does not answer')
    await sleep(250)
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await sleep(200)
      home[Symbol.dispose]()
    },
  }
}

/** Its sheet is moved by the wheel, zoomed by the wheel with Alt held, and its cards are dragged. */
async function gestures(page: Page): Promise<Gestures> {
  const chart = (await page.locator('#red-ui-workspace-chart').boundingBox()) ?? { x: 0, y: 0 }
  const middle = { x: chart.x + 300, y: chart.y + 250 }
  const pan = await frameTime(page, async () => {
    await page.mouse.move(middle.x, middle.y)
    for (let step = 0; step < STEPS; step++) await page.mouse.wheel(step % 60 < 30 ? 30 : -30, 0)
  })
  const zoom = await frameTime(page, async () => {
    await page.keyboard.down('Alt')
    for (let step = 0; step < STEPS / 2; step++) await page.mouse.wheel(0, step % 8 < 4 ? 12 : -12)
    await page.keyboard.up('Alt')
  })
  await page.waitForTimeout(500)
  const cards = await page.locator('.red-ui-flow-node').all()
  let card = middle
  for (const each of cards.slice(80, 140)) {
    const box = await each.boundingBox()
    if (!box || box.x < chart.x + 50 || box.y < chart.y + 50 || box.x > 900 || box.y > 600) continue
    card = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    break
  }
  const drag = await frameTime(page, async () => {
    await page.mouse.move(card.x, card.y)
    await page.mouse.down()
    for (let at = 0; at < STEPS; at++) {
      const angle = (at / STEPS) * 2 * Math.PI
      await page.mouse.move(card.x + 120 * Math.sin(angle), card.y + 60 * Math.sin(2 * angle))
    }
    await page.mouse.up()
  })
  return { pan, zoom, drag }
}

/** The same look at Node-RED as at our own canvas. */
export async function seeNodeRed(page: Page, { url }: NodeRed, cards: number): Promise<Seen> {
  const start = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('.red-ui-flow-node').length >= wanted,
    cards,
    { timeout: 120_000 },
  )
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const loadMs = performance.now() - start
  await page.waitForTimeout(2_000)
  const near = await gestures(page)
  // As far out as it goes.
  for (let step = 0; step < 10; step++) await page.locator('#red-ui-view-zoom-out').click()
  await page.waitForTimeout(1_000)
  return { loadMs, near, far: await gestures(page) }
}
