import { createRequire } from 'node:module'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { DataError } from '../errors.ts'
import { decodeOptions } from './formats.ts'
import { type ImageSize, type Pixels, resample } from './resample.ts'

/** Decoding is asynchronous, steps before a model are not: a thread decodes while this one waits for it. */
const source = `
  const { workerData } = require('node:worker_threads')
  const { port, signal, options } = workerData
  const sharp = require(workerData.sharp)
  async function decode(bytes, { width, height }) {
    try {
      const image = sharp(bytes, options)
      const own = (await image.metadata()).autoOrient
      image.autoOrient().flatten({ background: '#fff' }).toColourspace('srgb')
      // One that is many times as large is made smaller while it is decoded, to no less than four times the size.
      const times = Math.floor(Math.min(own.width / width, own.height / height) / 4)
      if (times > 1)
        image.resize(Math.round(own.width / times), Math.round(own.height / times), { fit: 'fill' })
      const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true })
      return { width: info.width, height: info.height, channels: info.channels, data }
    } catch (error) {
      return String(error)
    }
  }
  port.on('message', async ({ images, size }) => {
    const made = []
    for (let from = 0; from < images.length; from += 8) {
      const some = images.slice(from, from + 8)
      made.push(...(await Promise.all(some.map((bytes) => decode(bytes, size)))))
    }
    port.postMessage(made)
    Atomics.add(signal, 0, 1)
    Atomics.notify(signal, 0)
  })
`

interface Decoded extends Pixels {
  channels: number
}

/** A grey image has one channel as it is decoded. */
function colourful({ channels, data, ...size }: Decoded): Pixels {
  if (channels === 3) return { ...size, data }
  const colours = new Uint8Array(size.width * size.height * 3)
  for (let at = 0; at < colours.length; at++) colours[at] = data[Math.floor(at / 3) * channels]!
  return { ...size, data: colours }
}

const MAX_WAIT_MS = 300_000

let decoder: { port: MessagePort; signal: Int32Array } | undefined

function openDecoder(): NonNullable<typeof decoder> {
  if (decoder) return decoder
  const { port1, port2 } = new MessageChannel()
  const signal = new Int32Array(new SharedArrayBuffer(4))
  const sharp = createRequire(import.meta.url).resolve('sharp')
  const workerData = { port: port2, signal, sharp, options: decodeOptions }
  new Worker(source, { eval: true, execArgv: [], workerData, transferList: [port2] }).unref()
  return (decoder = { port: port1, signal })
}

/**
 * Images as red, green and blue of 0 to 255, row by row, all of one size: turned as their EXIF data say, in sRGB, what
 * is transparent white. One that can't be decoded is undefined. Blocks this thread.
 */
export function decodeImages(images: readonly Uint8Array[], size: ImageSize): (Uint8Array | undefined)[] {
  if (images.length === 0) return []
  const { port, signal } = openDecoder()
  const before = Atomics.load(signal, 0)
  port.postMessage({ images, size })
  Atomics.wait(signal, 0, before, MAX_WAIT_MS)
  const answer = receiveMessageOnPort(port) as { message: (Decoded | string)[] } | undefined
  if (!answer) {
    decoder = undefined
    throw new DataError(
      'images_slow',
      'The images could not be decoded within five minutes. Use fewer or smaller ones.',
    )
  }
  return answer.message.map((made) =>
    typeof made === 'string' ? undefined : resample(colourful(made), size).data,
  )
}
