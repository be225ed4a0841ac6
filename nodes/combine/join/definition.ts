import { z } from 'zod'
import type { Column, ColumnKind, TableSchema } from '../../kit/columns.ts'
import { findByName, findByRole } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, columnListOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { kindTitles, missingColumnMessage } from '../../kit/table-schemas.ts'

const docs = `
Puts two tables side by side: rows that have the same key become one row.

**When to use it.** To add what another table knows: customers to orders, weather to days.

**Parameters**
- *Keys*: the columns that must be equal. Both tables have them, under one name. Text is compared by every letter, and a
  missing value equals nothing.
- *Rows*: *inner* keeps the rows of the left table that have a partner in the right one; *left* keeps all of them, and
  what comes from the right table is missing where there is no partner.

A row with several partners becomes several rows, of which the log says. Columns of the right table come after
those of the left; one whose name is taken gets a number: *price (2)*. A second target is ignored. Rows are numbered anew.

**What travels to the endpoint.** Nothing: serving starts after this node, and an endpoint asks for the columns that
leave it.
`

const kinds: readonly ColumnKind[] = ['number', 'category', 'boolean', 'text', 'datetime']

const isText = (kind: ColumnKind): boolean => kind === 'category' || kind === 'text'

const isPart = ({ role }: Column): boolean => role === 'split' || role === 'fold'

function findKeys(left: TableSchema, right: TableSchema, names: readonly string[]) {
  const keys: { left: Column; right: Column }[] = []
  const problems: NodeProblem[] = []
  const problem = (code: string, message: string) =>
    problems.push({ severity: 'error', code, message, field: 'keys' })
  for (const name of new Set(names)) {
    const [a, b] = [findByName(left, name), findByName(right, name)]
    if (!a || !b) {
      const [side, table] = a ? (['right', right] as const) : (['left', left] as const)
      if (!table.open)
        problem('column_missing', `In the ${side} table: ${missingColumnMessage(name, table.columns)}`)
    } else if (!kinds.includes(a.kind) || !(a.kind === b.kind || (isText(a.kind) && isText(b.kind)))) {
      problem(
        'kinds_differ',
        `*${name}* is ${kindTitles[a.kind]} in the left table and ${kindTitles[b.kind]} in the right one, which can't be compared. Cast one of them with *Select, rename, cast*.`,
      )
    } else keys.push({ left: a, right: b })
  }
  if (names.length === 0) {
    const both = left.columns.filter(({ name }) => findByName(right, name)).map(({ name }) => `*${name}*`)
    const hint =
      both.length === 0
        ? 'The two tables share no column.'
        : `Both tables have ${both.slice(0, 4).join(', ')}.`
    problem('keys_missing', `Choose the columns that must be equal. ${hint}`)
  }
  return { keys, problems }
}

/** The keys, and the columns of the result with where they come from. */
export function planJoin(left: TableSchema, right: TableSchema, names: readonly string[]) {
  const { keys, problems } = findKeys(left, right, names)
  const isKey = new Set(keys.map((key) => key.right))
  const taken = new TakenNames(left.columns)
  const hasTarget = findByRole(left, 'target') !== undefined
  const added = right.columns
    .filter((column) => !isKey.has(column) && !isPart(column))
    .map((column) => {
      const role = hasTarget && column.role === 'target' ? 'ignore' : column.role
      return { from: 'right' as const, column, made: taken.add({ ...column, role }) }
    })
  if (right.columns.some(isPart) && !left.columns.some(isPart) && !left.open) {
    const message =
      'The right table is split and the left one is not, so the parts of the rows would be lost. Move *Split* behind this node.'
    problems.push({ severity: 'error', code: 'split_one_side', message, port: 'right' })
  }
  const columns = [
    ...left.columns.map((column) => ({ from: 'left' as const, column, made: column })),
    ...added,
  ]
  return { keys, columns, problems }
}

export const join = defineNode({
  type: 'combine.join',
  version: 1,
  title: 'Join',
  summary: 'Two tables side by side, by a key',
  category: 'combine',
  icon: 'git-merge',
  docs,
  inputs: { left: port.table({ title: 'Left table' }), right: port.table({ title: 'Right table' }) },
  outputs: { table: port.table() },
  params: z.object({
    keys: columnListOf('left', kinds, 'Keys', { description: 'Columns of both tables that must be equal.' }),
    how: choiceOf({ left: 'All of the left table', inner: 'Those with a partner' }, 'left', 'Rows'),
  }),
  serve: 'boundary',
  looksUp: 'right',
  describe: ({ keys, how }) => {
    const by =
      keys.length === 0 ? 'no key yet' : keys.length === 1 ? 'by 1 column' : `by ${keys.length} columns`
    return `${how} · ${by}`
  },
  schema: ({ inputs: { left, right }, params }) => {
    if (!left || !right) return { outputs: {} }
    const plan = planJoin(left, right, params.keys)
    const columns = plan.columns.map(({ made }) => made)
    return {
      outputs: { table: { columns, open: left.open || right.open, request: columns } },
      problems: plan.problems,
    }
  },
})
