import { z } from 'zod'
import type { Column, ColumnKind, ColumnRole, TableSchema } from '../../kit/columns.ts'
import { columnKinds, findByName } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { columnListOf, columnOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { kindsInWords, kindTitles, missingColumnMessage } from '../../kit/table-schemas.ts'

const docs = `
Says what columns are for: which is to be predicted, which names the rows, which is left alone. Every node downstream
knows it from here.

**When to use it.** Where a source chose other roles than you want, or where several branches of a drawing predict
different columns of the same data. Before *Split*.

**Parameters**
- *Target*: the column to predict. There is one: the earlier target becomes a feature.
- *Id*: names a row; nothing learns from it.
- *Time*: when a row was observed; *Split* by time goes by it.
- *Group*: rows of one group stay together in a grouped *Split*.
- *Weight*: how much a row counts.
- *Fold*: which fold of a cross-validation holds the row back.
- *Ignore*: columns that nothing learns from.

A field left empty changes nothing. The values of the table stay as they are.

**What travels to the endpoint.** No value changes there either; an endpoint asks for no target, id, weight or ignored
column.
`

const anyKind: readonly ColumnKind[] = columnKinds

type Single = 'target' | 'id' | 'time' | 'group' | 'weight' | 'fold'

const kindsOf: Readonly<Record<Single, readonly ColumnKind[]>> = {
  target: ['number', 'category', 'boolean', 'text', 'datetime'],
  id: ['number', 'category', 'boolean', 'text', 'datetime'],
  time: ['datetime', 'number'],
  group: ['number', 'category', 'boolean', 'text', 'datetime'],
  weight: ['number'],
  fold: ['number', 'category', 'boolean', 'text'],
}

const singles = Object.keys(kindsOf) as Single[]

/** Found by role in one place at most; a second id does no harm. */
const unique: ReadonlySet<ColumnRole> = new Set(['target', 'time', 'group', 'weight', 'fold'])

type Params = Record<Single, string> & { ignore: readonly string[] }

/** The role given to each column, by name, and what is wrong with the choice. */
function chosenRoles(table: TableSchema, params: Params) {
  const roles = new Map<string, ColumnRole>()
  const problems: NodeProblem[] = []
  const give = (name: string, role: ColumnRole, field: string, kinds: readonly ColumnKind[]): void => {
    const problem = (code: string, message: string) =>
      problems.push({ severity: 'error', code, message, field })
    const column = findByName(table, name)
    const earlier = roles.get(name)
    if (!column) {
      if (!table.open) problem('column_missing', missingColumnMessage(name, table.columns))
    } else if (column.role === 'split' || column.role === 'fold') {
      problem(
        'role_taken',
        `*${name}* tells the parts of the rows apart, and can't be anything else. Choose another column.`,
      )
    } else if (!kinds.includes(column.kind)) {
      problem(
        'column_kind',
        `*${name}* is ${kindTitles[column.kind]}, and only ${kindsInWords(kinds)} can be chosen here. Choose another column.`,
      )
    } else if (earlier !== undefined) {
      problem('role_twice', `*${name}* is chosen as ${earlier} already. A column has one role.`)
    } else roles.set(name, role)
  }
  for (const role of singles) if (params[role] !== '') give(params[role], role, role, kindsOf[role])
  for (const name of new Set(params.ignore)) give(name, 'ignore', 'ignore', anyKind)
  return { roles, problems }
}

/** The columns with their new roles; whoever had a role that there is once becomes a feature. */
function withRoles(table: TableSchema, roles: ReadonlyMap<string, ColumnRole>): TableSchema {
  const given = new Set(roles.values())
  const changed = new Map<string, ColumnRole>()
  const columns = table.columns.map((column): Column => {
    const replaced = unique.has(column.role) && given.has(column.role)
    const role = roles.get(column.name) ?? (replaced ? 'feature' : column.role)
    if (role === column.role) return column
    changed.set(column.id, role)
    return { ...column, role }
  })
  if (changed.size === 0) return table
  // A target at the source that is a feature from here on is asked for by an endpoint.
  const request = table.request?.map((column): Column => {
    const role = changed.get(column.id)
    return role === undefined ? column : { ...column, role }
  })
  return { ...table, columns, ...(request && { request }) }
}

export const roles = defineNode({
  type: 'data.roles',
  version: 1,
  title: 'Roles',
  summary: 'Say what each column is for',
  category: 'data',
  icon: 'tags',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    target: columnOf('table', kindsOf.target, 'Target', { description: 'The column to predict.' }),
    id: columnOf('table', kindsOf.id, 'Id', { description: 'Names a row.' }),
    time: columnOf('table', kindsOf.time, 'Time', { description: 'When a row was observed.' }),
    group: columnOf('table', kindsOf.group, 'Group', { description: 'Rows that belong together.' }),
    weight: columnOf('table', kindsOf.weight, 'Weight', { description: 'How much a row counts.' }),
    fold: columnOf('table', kindsOf.fold, 'Fold', {
      description: 'Which fold of a cross-validation holds the row back.',
      advanced: true,
    }),
    ignore: columnListOf('table', anyKind, 'Ignore', { description: 'Nothing learns from these.' }),
  }),
  serve: 'map',
  describe: ({ target, ignore, ...others }) => {
    const given = Object.values(others).filter((name) => name !== '').length + ignore.length
    const rest = given === 0 ? '' : `${given} more ${given === 1 ? 'role' : 'roles'}`
    // A card has one line: a long name is cut.
    const shown = target.length > 28 ? `${target.slice(0, 27)}…` : target
    return [shown === '' ? '' : `predicts ${shown}`, rest].filter(Boolean).join(' · ') || 'unchanged'
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const { roles: chosen, problems } = chosenRoles(table, params)
    return { outputs: { table: withRoles(table, chosen) }, problems }
  },
})
