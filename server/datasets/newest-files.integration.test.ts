import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack, type TestStack } from '../../tests/kit/services.ts'
import { createPipeline } from '../pipelines/pipelines.ts'
import { startRun } from '../runs/start-run.ts'
import { addDataset, readDataset } from './datasets.ts'
import { fetchDataset } from './fetch-dataset.ts'

let stack: TestStack
let server: TestServer
beforeAll(async () => {
  stack = await createTestStack()
  server = await openTestServer(stack)
  await stack.startWorker()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const upload = async (name: string, rows: number) => {
  const lines = Array.from({ length: rows }, (_, row) => `${row},${row % 2 === 0 ? 'even' : 'odd'}`)
  const bytes = Readable.from([Buffer.from(`size,kind\n${lines.join('\n')}\n`)])
  return addDataset(server.db, { name, blob: await server.store.putStream(bytes, 'text/csv', 10_000) })
}

const rowsRead = async (pipelineId: string, inputs = {}) => {
  const { runId } = await startRun(server, { pipelineId, trigger: 'api', inputs })
  const run = await server.finished(runId)
  expect(run.state).toBe('succeeded')
  const table = run.nodes.data?.outputs?.table
  return table?.port === 'table' ? table.rows : undefined
}

test('a file reads the newest version of its name at each run, or always the one chosen', async () => {
  const first = await upload('birds.csv', 20)
  await readDataset(server, { id: first.id, options: {} })
  const pipeline = async (version: string | { input: string }) => {
    const params = { source: first.id, target: 'kind', version }
    const document = drawing(
      { data: ['data.file', params], split: ['split.split', { method: 'stratified' }] },
      ['data.table > split.table'],
    )
    const inputs = { which: { title: 'Which', type: 'text' as const, default: 'this' } }
    return (await createPipeline(server.db, { name: 'Birds', document: { ...document, inputs } })).id
  }
  const [newest, chosen, asked] = [
    await pipeline('newest'),
    await pipeline('this'),
    await pipeline({ input: 'which' }),
  ]
  expect(await rowsRead(newest)).toBe(20)
  await upload('birds.csv', 30)
  await upload('other.csv', 40)
  expect(await rowsRead(newest)).toBe(30)
  expect(await rowsRead(chosen)).toBe(20)
  expect(await rowsRead(asked, { which: 'newest' })).toBe(30)
})

test('images are read from the newest zip of its name, too', async () => {
  const png = await sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const zip = async (...files: string[]) => {
    const bytes = zipSync(Object.fromEntries(files.map((name) => [name, png])))
    const blob = await server.store.putStream(Readable.from([bytes]), 'application/zip', 10_000)
    return addDataset(server.db, { name: 'pets.zip', blob })
  }
  const first = await zip('cats/1.png', 'dogs/1.png')
  const reading = await readDataset(server, { id: first.id, options: {} })
  expect(reading).toMatchObject({ rows: 2, error: null, detected: { format: 'images' } })
  expect(reading.schema?.columns.map(({ name }) => name)).toEqual(['image', 'file', 'class'])
  const document = drawing(
    {
      data: ['data.images', { source: first.id, version: 'newest' }],
      prepare: ['features.image', { width: 4, height: 4 }],
    },
    ['data.table > prepare.table'],
  )
  const { id } = await createPipeline(server.db, { name: 'Pets', document })
  expect(await rowsRead(id)).toBe(2)
  await zip('cats/1.png', 'dogs/1.png', 'dogs/2.png')
  expect(await rowsRead(id)).toBe(3)
})

test('a file that is fetched from an address is a version like any other', async () => {
  let rows = 'size,kind\n1,odd\n'
  const web = createServer((request, response) =>
    request.url === '/page'
      ? response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')
      : response.end(rows),
  )
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  try {
    const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
    const fetched = (path: string, allowPrivateAddresses = true) =>
      fetchDataset(
        { ...server, config: { ...stack.config, uploadLimitMb: 1, allowPrivateAddresses } },
        { url: url + path },
      )
    const first = await fetched('/shop/sold.csv')
    expect(first).toMatchObject({ name: 'sold.csv', version: 1, sizeBytes: rows.length, isNew: true })
    expect(await readDataset(server, { id: first.id, options: {} })).toMatchObject({ rows: 1, error: null })
    expect(await fetched('/shop/sold.csv')).toEqual({ ...first, isNew: false })
    rows += '2,even\n'
    expect(await fetched('/shop/sold.csv')).toMatchObject({ name: 'sold.csv', version: 2, isNew: true })
    await expect(fetched('/page')).rejects.toMatchObject({ code: 'web_page' })
    await expect(fetched('/shop/sold.csv', false)).rejects.toMatchObject({ code: 'private_address' })
    rows = 'x'.repeat(2 ** 20 + 1)
    await expect(fetched('/big.csv')).rejects.toMatchObject({ code: 'too_large' })
  } finally {
    web.close()
  }
})
