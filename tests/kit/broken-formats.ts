import { gzipSync } from 'node:zlib'
import type { Broken, ParquetSamples } from './broken-files.ts'
import type { Seeded } from './seeded.ts'

/** Broken files that are not CSV, and those that are made to burst. */

const unclear = { refused: false, rows: null } as const
const refused = { refused: true } as const

const randomBytes = (random: Seeded, length: number, from = 0): Buffer =>
  Buffer.from(Array.from({ length }, () => random.between(from, 255)))

export function binaryFile(random: Seeded): Broken {
  const body = randomBytes(random, random.between(20, 20_000))
  const withNul = Buffer.concat([body, Buffer.from([0, 1, 0])])
  const heads = [
    'PK\u0003\u0004',
    '\u001f\u008b\u0008\u0000',
    '%PDF-1.7\n',
    '\u007fELF',
    '\u0089PNG\r\n\u001a\n',
    'SQLite format 3\u0000',
  ]
  const csv = Buffer.from('name,count\nfirst,1\nsecond,2\n')
  const at = random.between(0, csv.length)
  return {
    bytes: random.pick([
      withNul,
      Buffer.concat([Buffer.from(random.pick(heads), 'latin1'), withNul]),
      Buffer.concat([csv.subarray(0, at), Buffer.from([0]), csv.subarray(at)]),
      gzipSync(csv),
      Buffer.alloc(random.between(1, 100_000)),
    ]),
    options: random.pick([{}, { header: 'yes' }, { format: 'csv' }, { format: 'json' }] as const),
    expected: refused,
  }
}

interface Items {
  texts: string[]
  cells: string[][]
}

function makeItems(random: Seeded, count = random.between(1, 40)): Items {
  const cells = Array.from({ length: count }, (_, at) => [`Größe ${at}`, String(random.between(0, 99))])
  return { cells, texts: cells.map(([name, value]) => `{"name":"${name}","count":${value}}`) }
}

export function cutJson(random: Seeded): Broken {
  const items = makeItems(random)
  const isLines = random.chance(0.5)
  const whole = Buffer.from(isLines ? `${items.texts.join('\n')}\n` : `[${items.texts.join(',')}]`)
  const bytes = whole.subarray(0, random.between(1, whole.length - 1))
  const options = random.chance(0.5) ? ({ format: isLines ? 'jsonl' : 'json' } as const) : {}
  // A cut between two lines leaves sound lines.
  const text = bytes.toString('utf8')
  const whole_ = isLines && /\}\n?$/.test(text)
  if (!whole_) return { bytes, options, expected: refused }
  const rows = text.trimEnd().split('\n').length
  return { bytes, options, expected: { refused: false, rows, cells: items.cells.slice(0, rows) } }
}

export function brokenJson(random: Seeded): Broken {
  const { texts } = makeItems(random)
  const array = (items: readonly string[]) => `[${items.join(',')}]`
  const at = random.below(texts.length + 1)
  const spliced = (item: string) => array([...texts.slice(0, at), item, ...texts.slice(at)])
  const more = { refused: false, rows: texts.length + 1 } as const
  const [text, expected] = random.pick([
    [spliced('3'), refused],
    [spliced('null'), refused],
    [spliced('[1,2]'), refused],
    [spliced('{"name":}'), refused],
    [spliced("{'name':'x'}"), refused],
    // Not JSON to the letter, but there is only one way to read it.
    [spliced('{"name":"x",}'), more],
    [`${array(texts)} trailing`, refused],
    [`${array(texts)}]`, refused],
    [spliced('{"count":1e999}'), more],
    [spliced('{"count":123456789012345678901234567890}'), more],
    [spliced('{"name":"\\ud800"}'), more],
    [spliced('{"name":"a","name":"b"}'), more],
    [spliced('{"":1,"__proto__":2,"_row":3}'), more],
    [spliced('{"count":{"deep":[1,{"er":null}]}}'), more],
    [spliced('{"count":NaN}'), unclear],
    ['{"name":', refused],
    ['[', refused],
    ['[[[]]]', refused],
    ['[{}]', unclear],
  ] as const)
  return { bytes: Buffer.from(text), options: { format: 'json' }, expected }
}

export function brokenParquet(random: Seeded, { table, rows }: ParquetSamples): Broken {
  const bytes = Buffer.from(table)
  const options = random.chance(0.5) ? ({ format: 'parquet' } as const) : {}
  switch (random.below(4)) {
    case 0:
      return { bytes: bytes.subarray(0, random.between(1, bytes.length - 1)), options, expected: refused }
    case 1: {
      // Without the footer's length it can only be refused.
      bytes.writeUInt32LE(random.pick([0, 1, 0x7fffffff, 0xffffffff, bytes.length]), bytes.length - 8)
      return { bytes, options, expected: refused }
    }
    case 2: {
      // In the data: no checksum tells, but rows are neither lost nor made.
      const end = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8)
      for (let flips = random.between(1, 20); flips > 0; flips--)
        bytes[random.between(4, end - 1)]! ^= 1 << random.below(8)
      return { bytes, options, expected: { refused: false, rows } }
    }
    default: {
      const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8)
      for (let flips = random.between(1, 8); flips > 0; flips--)
        bytes[random.between(start, bytes.length - 9)]! ^= 1 << random.below(8)
      return { bytes, options, expected: unclear }
    }
  }
}

export function bomb(random: Seeded, samples: ParquetSamples): Broken {
  const deep = random.between(1_000, 200_000)
  const header = { header: 'yes' } as const
  const [text, options, expected] = random.pick<
    readonly [string | Buffer, Broken['options'], Broken['expected']]
  >([
    ['['.repeat(deep), { format: 'json' }, refused],
    [`[${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}]`, { format: 'json' }, unclear],
    [`[{"a":${'['.repeat(deep)}${']'.repeat(deep)}}]`, { format: 'json' }, unclear],
    [`${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}\n`, { format: 'jsonl' }, unclear],
    [','.repeat(deep), header, refused],
    ['"'.repeat(2 * deep + 1), header, refused],
    [`a\n${'"'.repeat(2 * deep + 1)}`, header, refused],
    [`a,b\n${'\n'.repeat(deep)}1,2\n`, header, { refused: false, rows: 1, cells: [['1', '2']] }],
    [`a\n${'1\n'.repeat(deep)}`, header, { refused: false, rows: deep }],
    ['x'.repeat(18_000_000), header, refused],
    [gzipSync(Buffer.alloc(50_000_000)), {}, refused],
    [samples.bomb, {}, { refused: false, rows: samples.bombRows }],
    [
      `[${Array.from({ length: 12_000 }, (_, at) => `{"key${at}":${at}}`).join(',')}]`,
      { format: 'json' },
      refused,
    ],
  ])
  return { bytes: Buffer.isBuffer(text) ? text : Buffer.from(text), options, expected }
}
