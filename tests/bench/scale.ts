import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import type { DocumentNode, PipelineDocument } from '../../nodes/graph/document.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import { packageRoot } from '../../server/stack/builds.ts'
import { openBrowser } from '../kit/browser.ts'
import type { BenchContext } from './context.ts'
import { gestures, type Hand, type Seen } from './gestures.ts'
import { NODE_RED, seeNodeRed, startNodeRed } from './node-red.ts'
import { type BenchRow, benchRow, median } from './table.ts'

const SIZES = [
  { nodes: 1_000, edges: 1_500 },
  { nodes: 5_000, edges: 7_500 },
]
const ROWS = 25

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

const LOOKS = [
  ['near', 'zoomed in'],
  ['far', 'all in view'],
] as const

function rowsOf(
  title: string,
  ours: readonly Seen[],
  other: { seen: readonly Seen[]; of: string },
): BenchRow[] {
  const middle = (seen: readonly Seen[], of: (one: Seen) => number) => median(seen.map(of))
  const row = (name: string, of: (one: Seen) => number, note?: string) =>
    benchRow(`${title}${name}`, 'ms', {
      ours: middle(ours, of),
      reference: middle(other.seen, of),
      of: other.of,
      ...(note !== undefined && { note }),
    })
  const note = '95th percentile from frame to frame; 16.7 is all that the screen shows.'
  return [
    row(': until it can be moved', (seen) => seen.loadMs),
    ...LOOKS.flatMap(([look, words]) =>
      (['pan', 'zoom', 'drag'] as const).map((gesture) =>
        row(`, ${words}: ${gesture}`, (seen) => seen[look][gesture], note),
      ),
    ),
  ]
}

/** Large drawings on the canvas: how soon they are there, and how smoothly they move. */
export async function benchScale(context: BenchContext): Promise<BenchRow[]> {
  const { stack, client } = await context.shared()
  const rounds = Math.min(3, context.rounds)
  const rows: BenchRow[] = []
  for (const size of SIZES) {
    const title = `${size.nodes.toLocaleString('en')} nodes`
    context.say(title)
    const document = drawingOf(size)
    const { id } = await client.pipelines.create({ name: title, document })
    await using browser = await openBrowser()
    // Drawings of five thousand do not fit on its sheet.
    await using nodeRed =
      size === SIZES[0]
        ? await startNodeRed({
            ids: document.nodes.map((node) => node.id),
            wires: wires(size.nodes, size.edges),
            rows: ROWS,
          })
        : null
    const [ours, bare, red]: [Seen[], Seen[], Seen[]] = [[], [], []]
    const look = async (see: (page: Page) => Promise<Seen>) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      const seen = await see(page)
      await page.context().close()
      return seen
    }
    for (let round = 0; round < rounds; round++) {
      ours.push(await look((page) => seeOurs(page, `${stack.url}/pipelines/${id}`)))
      bare.push(await look((page) => seeBare(page, size)))
      if (nodeRed) red.push(await look((page) => seeNodeRed(page, nodeRed, size.nodes)))
    }
    const { document: left } = await client.pipelines.get(id)
    const moved = left.nodes.filter(
      ({ position }, at) => JSON.stringify(position) !== JSON.stringify(document.nodes[at]?.position),
    )
    if (moved.length === 0) throw new Error('no card was dragged')
    const of = 'React Flow with its default cards and nothing else, its script already there'
    rows.push(...rowsOf(title, ours, { seen: bare, of }))
    if (red.length > 0) rows.push(...rowsOf(title, ours, { seen: red, of: NODE_RED }))
  }
  return rows
}
