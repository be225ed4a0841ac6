import { z } from 'zod'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { findByName } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { featuresOf, selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Decodes images and brings them to one size, so that a network can read them.

**When to use it.** Between *Images* and a network. Small sizes learn fast: begin with 32 or 64 pixels a side, and grey
where colour says nothing.

**Parameters**
- *Column*: the images; empty: the first feature that holds images.
- *Width*, *Height*: in pixels, up to 256. Numbers per image are width × height × channels.
- *Fit*: *stretch* changes the proportions; *crop* fills the size with the middle of the image; *pad* keeps the whole
  image and puts black beside it.
- *Colour*: red, green and blue, or one channel of grey.

The column then holds, for each image, height × width × channels numbers of 0 to 1. A missing image stays missing.

**What travels to the endpoint.** These settings: an endpoint takes the bytes of an image (JPEG, PNG, WebP, GIF, TIFF or
AVIF) in base64 and does the same with it.

**Method.** Decoded by libvips, turned as its EXIF data say and, where it carries a colour profile, brought to sRGB; what
is transparent becomes white. Resampled as Pillow does with *LANCZOS*, bit for bit; an image that is eight times as large
or more is first made smaller while it is decoded. Grey is the luma of ITU-R BT.601 (0.299, 0.587, 0.114).
`

const fits = { stretch: 'Stretch', crop: 'Crop', pad: 'Pad' }
const channels = { colour: 'Colour', grey: 'Grey' }

interface Params {
  column: string
  width: number
  height: number
  colour: keyof typeof channels
}

/** The column of images, and what becomes of it. */
export function planImages(table: TableSchema, { column: name, width, height, colour }: Params) {
  const chosen =
    name === ''
      ? { columns: featuresOf(table, ['image']).slice(0, 1), problems: [] as NodeProblem[] }
      : selectColumns(table, [name], { kinds: ['image'], field: 'column' })
  const image = chosen.columns[0] && findByName(table, chosen.columns[0].name)
  const shape = [height, width, colour === 'grey' ? 1 : 3]
  const made: Column | undefined = image && { ...image, kind: 'vector', storage: 'list', shape }
  return { image, made, problems: chosen.problems }
}

const sideOf = (title: string) =>
  numberOf(32, title, { min: 4, max: 256, integer: true, unit: 'px', step: 8, tunable: true })

export const image = defineNode({
  type: 'features.image',
  version: 1,
  title: 'Prepare images',
  summary: 'Images of one size for a network',
  category: 'features',
  icon: 'scaling',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    column: columnOf('table', ['image'], 'Column', {
      description: 'Empty: the first feature that holds images.',
    }),
    width: sideOf('Width'),
    height: sideOf('Height'),
    fit: choiceOf(fits, 'crop', 'Fit'),
    colour: choiceOf(channels, 'colour', 'Colour'),
  }),
  serve: 'map',
  describe: ({ width, height, fit, colour }) =>
    `${width} × ${height} · ${fits[fit].toLowerCase()} · ${channels[colour].toLowerCase()}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const { image: chosen, made, problems: found } = planImages(table, params)
    const problems = [...found, ...refusedColumns(chosen ? [chosen] : [], { field: 'column' })]
    if (!chosen && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No image arrives here, so nothing is prepared.', 'column'))
    return { outputs: { table: made ? withColumns(table, [made]) : table }, problems }
  },
})
