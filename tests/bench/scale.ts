import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import type { DocumentNode, PipelineDocument } from '../../nodes/graph/document.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import { packageRoot } from '../../server/stack/builds.ts'
import { openBrowser } from '../kit/browser.ts'
import type { BenchContext } from './context.ts'
import { type BenchRow, benchRow, median } from './table.ts'

const SIZES = [
  { nodes: 1_000, edges: 1_500 },
  { nodes: 5_000, edges: 7_500 },
]
const ROWS = 25
const STEPS = 90

interface Place {
  id: string
  x: number
  y: number
}

/** Cards in columns, as an automatic layout leaves them. */
const places = (count: number): Place[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    x: Math.floor(at / ROWS) * 240,
    y: (at % ROWS) * 104,
  }))

/** Each card feeds the one beside it; the rest of the wires go a row down. */
function wires(nodes: number, edges: number): [from: string, to: string][] {
  const straight = Array.from(
    { length: nodes - ROWS },
    (_, at) => [`n${at}`, `n${at + ROWS}`] as [string, string],
  )
  const across = Array.from(
    { length: edges - straight.length },
    (_, at) => [`n${at}`, `n${at + ROWS + 1}`] as [string, string],
  )
  return [...straight, ...across]
}

/** Cards that take from two sides, and a first column that brings rows in. */
function drawingOf(size: (typeof SIZES)[number]): PipelineDocument {
  const pairs = wires(size.nodes, size.edges)
  const nodes = places(size.nodes).map(({ id, x, y }, at): DocumentNode => {
    const type = at < ROWS ? 'data.builtin' : 'control.merge'
    return { id, type, version: 1, params: {}, position: { x, y } }
  })
  return {
    ...emptyDocument(),
    nodes,
    edges: pairs.map(([from, to], at) => ({
      from: { node: from, port: 'table' },
      to: { node: to, port: at < size.nodes - ROWS ? 'first' : 'second' },
    })),
  }
}

/** A page with React Flow, its own cards and nothing else, over the same drawing. */
async function barePage(page: Page, size: (typeof SIZES)[number]): Promise<void> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createElement, memo } from 'react'
        import { createRoot } from 'react-dom/client'
        import { ReactFlow, Background, useNodesState } from '@xyflow/react'
        const App = () => {
          const [nodes, , onNodesChange] = useNodesState(window.drawing.nodes)
          return createElement(ReactFlow, {
            nodes, edges: window.drawing.edges, onNodesChange, minZoom: 0.02, fitView: false,
            onlyRenderVisibleElements: true, onInit: (flow) => { window.flow = flow },
          }, createElement(Background))
        }
        createRoot(document.getElementById('root')).render(createElement(App))`,
      resolveDir: packageRoot,
      loader: 'js',
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  })
  const style = readFileSync(join(packageRoot, 'node_modules/@xyflow/react/dist/style.css'), 'utf8')
  await page.setContent(`<style>${style} html,body,#root{height:100%;margin:0}</style><div id="root"></div>`)
  const data = {
    nodes: places(size.nodes).map(({ id, x, y }) => ({
      id,
      position: { x, y },
      data: { label: id },
      width: 192,
      height: 76,
      sourcePosition: 'right',
      targetPosition: 'left',
    })),
    edges: wires(size.nodes, size.edges).map(([source, target], at) => ({
      id: `e${at}`,
      source,
      target,
      type: 'smoothstep',
    })),
  }
  await page.addScriptTag({ content: `window.drawing = ${JSON.stringify(data)}` })
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '', type: 'module' })
}

/** The 95th percentile of the time from frame to frame, ms, while something is done. */
async function frameTime(page: Page, act: () => Promise<void>): Promise<number> {
  // What tsx puts around named functions is not there in the page.
  await page.evaluate('globalThis.__name ??= (fn) => fn')
  await page.evaluate(() => {
    const times: number[] = []
    let last = performance.now()
    const note = (now: number) => {
      times.push(now - last)
      last = now
      if ((window as { noting?: boolean }).noting) requestAnimationFrame(note)
    }
    Object.assign(window, { noting: true, frameTimes: times })
    requestAnimationFrame(note)
  })
  await act()
  const times = await page.evaluate(() => {
    Object.assign(window, { noting: false })
    return (window as unknown as { frameTimes: number[] }).frameTimes
  })
  const sorted = times.slice(1).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN
}

interface Hand {
  /** Where the canvas is empty, and where a card lies. */
  ground: { x: number; y: number }
  card: { x: number; y: number }
}

async function dragFrom(page: Page, from: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  for (let at = 0; at < STEPS; at++) {
    const angle = (at / STEPS) * 2 * Math.PI
    await page.mouse.move(from.x + 160 * Math.sin(angle), from.y + 80 * Math.sin(2 * angle))
  }
  await page.mouse.up()
}

async function zoomAt(page: Page, at: { x: number; y: number }): Promise<void> {
  await page.mouse.move(at.x, at.y)
  for (let step = 0; step < STEPS / 2; step++) await page.mouse.wheel(0, step % 30 < 15 ? 12 : -12)
}

const gestures = async (page: Page, { ground, card }: Hand) => ({
  pan: await frameTime(page, () => dragFrom(page, ground)),
  zoom: await frameTime(page, () => zoomAt(page, ground)),
  drag: await frameTime(page, () => dragFrom(page, card)),
})

type Gestures = Awaited<ReturnType<typeof gestures>>

interface Seen {
  loadMs: number
  near: Gestures
  far: Gestures
}

/** Between the cards, and on one, wherever the view is: cards lie in columns 240 apart, 104 from row to row. */
const handOf = (view: { x: number; y: number; zoom: number }, frame: { x: number; y: number }): Hand => {
  const at = (x: number, y: number) => ({
    x: frame.x + view.x + x * view.zoom,
    y: frame.y + view.y + y * view.zoom,
  })
  return { ground: at(240 * 3 - 24, 104 * 3 - 14), card: at(240 * 3 + 90, 104 * 3 + 50) }
}

async function seeOurs(page: Page, url: string): Promise<Seen> {
  const start = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForSelector('.react-flow__node, .far-layer', { timeout: 120_000 })
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const loadMs = performance.now() - start
  await page.waitForTimeout(2_000)
  const view = async () => {
    const text = await page.locator('.react-flow__viewport').getAttribute('style')
    const [, x, y, zoom] = /translate\(([-\d.]+)px, ?([-\d.]+)px\) scale\(([\d.]+)\)/.exec(text ?? '') ?? []
    return { x: Number(x), y: Number(y), zoom: Number(zoom) }
  }
  const frame = (await page.locator('.canvas-frame').boundingBox()) ?? { x: 0, y: 0 }
  const near = await gestures(page, handOf(await view(), frame))
  await page.getByRole('button', { name: 'Fit the drawing' }).click()
  await page.waitForTimeout(1_000)
  return { loadMs, near, far: await gestures(page, handOf(await view(), frame)) }
}

async function seeBare(page: Page, size: (typeof SIZES)[number]): Promise<Seen> {
  const start = performance.now()
  await barePage(page, size)
  await page.waitForSelector('.react-flow__node', { timeout: 120_000 })
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const loadMs = performance.now() - start
  await page.waitForTimeout(1_000)
  const view = () =>
    page.evaluate(() =>
      (
        window as unknown as { flow: { getViewport(): { x: number; y: number; zoom: number } } }
      ).flow.getViewport(),
    )
  const near = await gestures(page, handOf(await view(), { x: 0, y: 0 }))
  await page.evaluate(() => (window as unknown as { flow: { fitView(): void } }).flow.fitView())
  await page.waitForTimeout(1_000)
  return { loadMs, near, far: await gestures(page, handOf(await view(), { x: 0, y: 0 })) }
}

/** Large drawings on the canvas: how soon they are there, and how smoothly they move. */
export async function benchScale(context: BenchContext): Promise<BenchRow[]> {
  const { stack, client } = await context.shared()
  const rows: BenchRow[] = []
  const middle = (seen: readonly Seen[], of: (one: Seen) => number) => median(seen.map(of))
  for (const size of SIZES) {
    const title = `${size.nodes.toLocaleString('en')} nodes`
    context.say(title)
    const { id } = await client.pipelines.create({ name: title, document: drawingOf(size) })
    await using browser = await openBrowser()
    const rounds = Math.min(3, context.rounds)
    const [ours, bare]: [Seen[], Seen[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      ours.push(await seeOurs(page, `${stack.url}/pipelines/${id}`))
      await page.close()
      const other = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      bare.push(await seeBare(other, size))
      await other.close()
    }
    const of = 'React Flow with its default cards and nothing else'
    const note = '95th percentile from frame to frame; 16.7 is all that the screen shows.'
    rows.push(
      benchRow(`${title}: until they can be moved`, 'ms', {
        ours: middle(ours, (seen) => seen.loadMs),
        reference: middle(bare, (seen) => seen.loadMs),
        of: `${of}, its script already there`,
      }),
    )
    for (const [view, words] of [
      ['near', 'zoomed in'],
      ['far', 'all in view'],
    ] as const)
      for (const gesture of ['pan', 'zoom', 'drag'] as const)
        rows.push(
          benchRow(`${title}, ${words}: ${gesture}`, 'ms', {
            ours: middle(ours, (seen) => seen[view][gesture]),
            reference: middle(bare, (seen) => seen[view][gesture]),
            of,
            note,
          }),
        )
  }
  return rows
}
