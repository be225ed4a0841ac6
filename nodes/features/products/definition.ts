import { z } from 'zod'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { columnsOf, numberOf, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Multiplies and divides numbers with each other: squares, products of two or three columns, ratios.

**When to use it.** Before a *Linear model*, which adds its inputs up and by itself sees neither curves nor that two columns
matter together; ratios (price per square metre, debt to income) help trees, too. *Scale* before it keeps large numbers in
bounds; *Select features* after it thins out what came.

**Parameters**
- *Columns*: the numbers to combine; all numeric features unless you choose.
- *Degree*: how many factors a product has at most; 1 makes none.
- *Powers*: also products of a column with itself, such as *width^2*; without them only different columns are multiplied.
- *Ratios*: each column divided by each that follows it in the list, *price/area*.

The columns stay, and the new ones follow. Where a factor is missing so is the product; so is a ratio to 0.

**What travels to the endpoint.** The whole step: an endpoint takes the numbers and combines them itself.

**Method.** As scikit-learn's PolynomialFeatures without the constant column. Nothing is learnt from rows.
`

/** Most new columns. */
const MOST = 3_000

interface Params {
  columns: 'auto' | readonly string[]
  degree: number
  powers: boolean
  ratios: boolean
}

/** A new column: the product of factors, or the first divided by the second. */
export interface Combined {
  made: Column
  factors: readonly Column[]
  ratio: boolean
}

/** Products of 2 to `degree` factors in the order of the columns, as scikit-learn lists them; none past the limit. */
function productsOf(columns: readonly Column[], { degree, powers }: Params): Column[][] {
  const found: Column[][] = []
  let last: number[][] = columns.map((_, at) => [at])
  for (let factors = 2; factors <= degree && found.length <= MOST; factors++) {
    const next: number[][] = []
    for (const places of last) {
      for (let at = places.at(-1)! + (powers ? 0 : 1); at < columns.length && next.length <= MOST; at++)
        next.push([...places, at])
    }
    found.push(...next.map((places) => places.map((at) => columns[at]!)))
    last = next
  }
  return found
}

/** `a*b^2`. */
const nameOf = (factors: readonly Column[]): string =>
  [...new Set(factors)]
    .map((column) => {
      const power = factors.filter((factor) => factor === column).length
      return power > 1 ? `${column.name}^${power}` : column.name
    })
    .join('*')

/** The new columns, in order; too many of them are none. */
export function planProducts(table: TableSchema, params: Params) {
  const { columns, problems } = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
  const products = productsOf(columns, params)
  const pairs = params.ratios
    ? columns.flatMap((above, at) => columns.slice(at + 1).map((below) => [above, below]))
    : []
  const tooMany = products.length + pairs.length > MOST
  const taken = new TakenNames(table.columns)
  const add = (name: string) => taken.add({ name, storage: 'double', kind: 'number', role: 'feature' })
  const made: Combined[] = tooMany
    ? []
    : [
        ...products.map((factors) => ({ made: add(nameOf(factors)), factors, ratio: false })),
        ...pairs.map((factors) => ({
          made: add(factors.map(({ name }) => name).join('/')),
          factors,
          ratio: true,
        })),
      ]
  return { columns, made, tooMany, problems }
}

export const products = defineNode({
  type: 'features.products',
  version: 1,
  title: 'Products and ratios',
  summary: 'Powers, products and ratios of numbers',
  category: 'features',
  icon: 'superscript',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    degree: numberOf(2, 'Degree', { min: 1, max: 4, integer: true, tunable: true }),
    powers: switchOf(true, 'Powers', { description: 'Also products of a column with itself.' }),
    ratios: switchOf(false, 'Ratios', { description: 'Each column divided by each that follows it.' }),
  }),
  serve: 'map',
  describe: ({ degree, powers, ratios }) => {
    const parts = [
      ...(degree > 1 ? [`degree ${degree}`, ...(powers ? [] : ['products only'])] : []),
      ...(ratios ? ['ratios'] : []),
    ]
    return parts.join(' · ') || 'nothing yet'
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const plan = planProducts(table, params)
    const target = 'a feature made of it would tell each row its own answer.'
    const problems: NodeProblem[] = [
      ...plan.problems,
      ...refusedColumns(plan.columns, { field: 'columns', target }),
    ]
    if (plan.tooMany) {
      const message = `More than ${MOST} columns would be made of ${plan.columns.length}. Choose fewer columns, or a lower degree.`
      problems.push({ severity: 'error', code: 'too_many_columns', message, field: 'columns' })
    } else if (plan.made.length === 0 && problems.length === 0 && !table.open) {
      problems.push(
        nothingToDo('There is nothing to combine here. Choose more numbers, or a degree above 1.', 'columns'),
      )
    }
    const columns = [...table.columns, ...plan.made.map(({ made }) => made)]
    return { outputs: { table: plan.made.length > 0 ? { ...table, columns } : table }, problems }
  },
})
