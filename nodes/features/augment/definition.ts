import { z } from 'zod'
import { nothingToDo } from '../../kit/chosen-columns.ts'
import type { TableSchema } from '../../kit/columns.ts'
import { findByName, holdsPictures } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { hasSplit } from '../../kit/row-scope.ts'
import { featuresOf, selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Adds changed copies of the training images: flipped, turned, moved, scaled, brighter or darker, noisy.

**When to use it.** After *Split* and *Prepare images*, where there are few images, so that a network learns what they
show and not each by heart. Change only what leaves the class as it is: a mirrored 3 is no 3, and a turned 6 may be a 9.

**Parameters**
- *Column*: the prepared images; empty: the first feature that holds pictures.
- *Copies*: of each training image. The images themselves stay.
- *Flip*: left to right, or also upside down, each for half of the copies.
- *Rotate*, *Shift*, *Zoom*, *Brightness*: how far at most, to either side. *Noise*: the standard deviation of what is added
  to each value; 0.05 can be seen.

Each copy has the class and all else of its row. Validation and test rows stay as they are, so that the score is that of
the images an endpoint will get. A row without an image has no copy.

**What travels to the endpoint.** Nothing: an endpoint answers each image as it is.

**Method.** Random by the seed of the drawing. Turned, scaled and moved about the middle, linear between pixels, as
*affine_transform* of SciPy; beyond the edge the edge goes on. Values stay from 0 to 1. Copies get row ids of their own,
after all others.
`

const flips = { none: 'Not at all', horizontal: 'Left to right', both: 'Left to right, and upside down' }

const share = (initial: number, title: string, max: number) =>
  numberOf(initial, title, { min: 0, max, step: 0.05, tunable: true })

/** The column of pictures whose copies are changed. */
export function planAugment(table: TableSchema, { column: name }: { column: string }) {
  const problems: NodeProblem[] = []
  if (name === '') {
    const picture = featuresOf(table, ['vector']).find(holdsPictures)
    if (!picture && !table.open)
      problems.push(nothingToDo('No prepared image arrives here, so nothing is added.', 'column'))
    return { picture, problems }
  }
  const chosen = selectColumns(table, [name], { kinds: ['vector'], field: 'column' })
  const picture = chosen.columns[0] && findByName(table, chosen.columns[0].name)
  if (!picture || holdsPictures(picture)) return { picture, problems: chosen.problems }
  const message = `*${name}* holds vectors that are no pictures. Choose a column that *Prepare images* made.`
  return {
    picture: undefined,
    problems: [{ severity: 'error', code: 'no_picture', message, field: 'column' } as const],
  }
}

export const augment = defineNode({
  type: 'features.augment',
  version: 1,
  title: 'Augment images',
  summary: 'Changed copies of training images',
  category: 'features',
  icon: 'images',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    column: columnOf('table', ['vector'], 'Column', {
      description: 'Empty: the first feature that holds pictures.',
    }),
    copies: numberOf(2, 'Copies', { min: 1, max: 20, integer: true, tunable: true }),
    flip: choiceOf(flips, 'none', 'Flip'),
    rotate: numberOf(10, 'Rotate', { min: 0, max: 180, step: 5, unit: '°', tunable: true }),
    shift: share(0.1, 'Shift', 0.5),
    zoom: share(0.1, 'Zoom', 1),
    brightness: share(0.1, 'Brightness', 1),
    noise: numberOf(0, 'Noise', { min: 0, max: 0.5, step: 0.01, tunable: true }),
  }),
  serve: 'skip',
  random: true,
  // What it copies before a Split would stand among training rows and test rows at once.
  fits: true,
  describe: ({ copies }) => `${copies} ${copies === 1 ? 'copy' : 'copies'} of each`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const { picture, problems: found } = planAugment(table, params)
    const problems = [...found]
    if (picture && !hasSplit(table) && !table.open) {
      const message =
        'No Split stands upstream, so copies are made of all rows, and no score will be of images that are new.'
      problems.push({ severity: 'warning', code: 'no_split', message })
    }
    return { outputs: { table }, problems }
  },
})
