import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, field } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { sourceSchema } from '../../kit/table-schemas.ts'

const docs = `
Reads a zip of images: one row for each, with its class where the images lie in folders.

**When to use it.** To learn from photographs, drawings, scans of your own. Put the images of each class in a folder of
their own (*cats*, *dogs*), zip the folders, and drop the zip on the canvas: this node is made for it. Then *Prepare
images* brings them to one size for a network.

**Parameters**
- *Images*: a version of an uploaded zip. Versions never change: a new upload is a new version.
- *Version*: the version chosen above, or the newest of the same name, looked up when a run starts.

**Columns.** *image*: the bytes of the file as they are. *file*: its path in the zip, which no model reads. *class*: the
name of the folder that the image lies in, which is the target; it is missing for images beside the folders, and there is
no such column where all images lie in one folder. Rows come in the order of the paths.

JPEG, PNG, WebP, GIF (the first picture), TIFF and AVIF are read; other files in the zip are passed over. An image that
can’t be decoded to its end, has more than 100 million pixels or more than 50 MB is left out, and named in the log of the
run. A zip may hold 100,000 images, which may take 2 GB.

**What travels to the endpoint.** The image: an endpoint takes its bytes in base64.
`

export const images = defineNode({
  type: 'data.images',
  version: 1,
  title: 'Images',
  summary: 'A zip of your own images, by class',
  category: 'data',
  icon: 'images',
  docs,
  inputs: {},
  outputs: { table: port.table() },
  params: z.object({
    source: field(z.string().default(''), { title: 'Images', ui: { widget: 'file' } }),
    version: choiceOf(
      { this: 'This version', newest: 'The newest of this name at each run' },
      'this',
      'Version',
    ),
  }),
  serve: 'map',
  describe: ({ source, version }) => {
    if (source === '') return 'no zip yet'
    return version === 'newest' ? 'the newest zip' : 'a zip of images'
  },
  schema: ({ params, context }) => {
    const refuse = (code: string, message: string) => ({
      outputs: {},
      problems: [{ severity: 'error', code, message, field: 'source' } as const],
    })
    if (params.source === '')
      return refuse(
        'images_missing',
        'No zip of images is chosen. Drop one on this node, or pick one in Settings.',
      )
    const known = context.sources[params.source]
    if (!known) return { outputs: { table: { columns: [], open: true } } }
    if (!known.columns.some(({ kind }) => kind === 'image'))
      return refuse('not_images', 'This file is no zip of images. Choose another, or read it with *File*.')
    const { schema, problems } = sourceSchema(known.columns, '')
    return { outputs: { table: schema }, problems }
  },
})
