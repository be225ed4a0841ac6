import { gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import { packageRoot } from '../../server/stack/builds.ts'
import { openBrowser } from '../kit/browser.ts'
import type { BenchContext } from './context.ts'
import { type BenchRow, benchRow } from './table.ts'

/** Late scripts, fetched once the page has come to rest, belong to it too. */
const SETTLE_MS = 2_000

interface Sent {
  files: number
  bytes: number
  gzip: number
  /** Lines as they are sent: the code is minified, and lines are long. */
  lines: number
  /** Lines of the same code, one statement a line. */
  printed: number
}

async function addUp(scripts: readonly Buffer[]): Promise<Sent> {
  const sent: Sent = { files: scripts.length, bytes: 0, gzip: 0, lines: 0, printed: 0 }
  const countLines = (text: string) => text.trimEnd().split('\n').length
  for (const script of scripts) {
    const text = script.toString('utf8')
    sent.bytes += script.length
    sent.gzip += gzipSync(script).length
    sent.lines += countLines(text)
    sent.printed += countLines((await transform(text, { loader: 'js', charset: 'utf8' })).code)
  }
  return sent
}

/** A page with React Flow and nothing else: what no canvas on React Flow can go below. */
const barePage = `
  import { createElement } from 'react'
  import { createRoot } from 'react-dom/client'
  import { Background, Controls, MiniMap, ReactFlow } from '@xyflow/react'
  createRoot(document.body).render(
    createElement(ReactFlow, { nodes: [], edges: [] },
      createElement(Background), createElement(Controls), createElement(MiniMap)))`

async function bundleBarePage(): Promise<Buffer> {
  const { outputFiles } = await build({
    stdin: { contents: barePage, resolveDir: packageRoot, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  })
  return Buffer.from(outputFiles[0]?.contents ?? [])
}

/** All scripts that a browser fetches for the canvas of the template, with nothing kept from before. */
async function fetchCanvas(context: BenchContext): Promise<Buffer[]> {
  const { stack, client } = await context.shared()
  const { id } = await client.pipelines.create({ template: 'tabular-classification' })
  await using browser = await openBrowser()
  const page = await browser.newPage()
  const scripts = new Map<string, Promise<Buffer>>()
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.set(response.url(), response.body())
  })
  await page.goto(`${stack.url}/pipelines/${id}`, { waitUntil: 'load' })
  await page.waitForSelector('.react-flow__node', { timeout: 60_000 })
  await page.waitForTimeout(SETTLE_MS)
  return Promise.all(scripts.values())
}

/** What the canvas page makes a browser download. */
export async function benchCanvas(context: BenchContext): Promise<BenchRow[]> {
  const canvas = await addUp(await fetchCanvas(context))
  if (canvas.files === 0) throw new Error('the page sent no script')
  const bare = await addUp([await bundleBarePage()])
  const of = 'a page with React, React Flow and nothing else, by esbuild'
  const note =
    'Scripts of their own only; what the page holds inline is not counted. Next’s own runtime is in ours.'
  const kb = (bytes: number) => bytes / 1000
  return [
    benchRow('JavaScript of the canvas page', 'kB', {
      ours: kb(canvas.bytes),
      reference: kb(bare.bytes),
      of,
      note,
    }),
    benchRow('The same, gzip', 'kB', { ours: kb(canvas.gzip), reference: kb(bare.gzip), of }),
    benchRow('The same, one statement a line', 'lines', {
      ours: canvas.printed,
      reference: bare.printed,
      of,
      note: 'Lines of the minified code after esbuild has printed it with one statement a line.',
    }),
    benchRow('The same, lines as sent', 'lines', { ours: canvas.lines, reference: bare.lines, of }),
    benchRow('The same, files', 'files', { ours: canvas.files, reference: bare.files, of }),
  ]
}
