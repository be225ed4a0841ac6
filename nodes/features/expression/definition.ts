import { z } from 'zod'
import type { Column, ColumnKind, ColumnStorage, TableSchema } from '../../kit/columns.ts'
import { findByName, ROW_ID } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { namesInWords, withColumns } from '../../kit/table-schemas.ts'
import { functionNames, parseExpression } from './parse.ts'

const docs = `
Computes a column out of others, row by row.

**When to use it.** For ratios, differences, thresholds: whatever you know of the data that a model would have to find
out.

**Parameters**
- *Name*: of the new column. A column that has this name already is replaced.
- *Expression*: for example \`weight / (height / 100) ** 2\`.

**What can be written.** Numbers, texts in quotation marks, true and false; columns by their names, and
\`column("my column")\` where a name has spaces or signs in it; \`+ - * / % **\` for numbers;
\`== !=\` for any two values of one type, \`< <= > >=\` for numbers; \`&& || !\` for yes/no; \`condition ? a : b\`; and
the functions ${functionNames.map((name) => `\`${name}\``).join(', ')}. \`log\` is the natural logarithm,
\`if(condition, value, otherwise)\` chooses, \`coalesce(a, b)\` is the first that is not missing. A date or time counts
as milliseconds since 1970.

**What is missing.** A result is missing where a value it needs is, and where there is none: dividing by zero, the
logarithm of zero, the root of a negative number. A condition that is missing counts as not met.

**What travels to the endpoint.** The expression: an endpoint takes the columns it reads and computes the same, to the
last digit but in \`exp\`, \`log\` and \`**\`, which may differ in the sixteenth.
`

const made: Readonly<
  Record<'number' | 'text' | 'boolean', { kind: ColumnKind; storage: ColumnStorage; categories?: string[] }>
> = {
  number: { kind: 'number', storage: 'double' },
  text: { kind: 'category', storage: 'varchar' },
  boolean: { kind: 'boolean', storage: 'boolean', categories: ['false', 'true'] },
}

const wrong = (field: 'name' | 'expression', code: string, message: string): NodeProblem => ({
  severity: 'error',
  code,
  message,
  field,
})

function nameProblem(table: TableSchema, name: string): NodeProblem | undefined {
  if (name === '') return wrong('name', 'name_missing', 'Give the new column a name.')
  const same = findByName(table, name)
  if (same?.role === 'split' || same?.role === 'fold') {
    return wrong('name', 'split_changed', `*${name}* tells the parts of the rows apart. Choose another name.`)
  }
  if (!same && new TakenNames(table.columns).has(name)) {
    const message =
      name.toLowerCase() === ROW_ID
        ? `*${ROW_ID}* is the name of the row number. Choose another name.`
        : `A column of this name arrives, apart from case. Write it the same way to replace it, or choose another name.`
    return wrong('name', 'name_taken', message)
  }
  return undefined
}

/** The new column: one that it replaces keeps its identity and role. */
function newColumn(table: TableSchema, name: string, type: 'number' | 'text' | 'boolean'): Column {
  const same = findByName(table, name)
  if (same) return { id: same.id, name, role: same.role, ...made[type] }
  return new TakenNames(table.columns).add({ name, role: 'feature', ...made[type] })
}

export const expression = defineNode({
  type: 'features.expression',
  version: 1,
  title: 'Expression column',
  summary: 'Compute a column out of others',
  category: 'features',
  icon: 'square-function',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    name: textOf('computed', 'Name'),
    expression: textOf('', 'Expression', {
      placeholder: 'weight / (height / 100) ** 2',
      multiline: true,
    }),
  }),
  serve: 'map',
  describe: ({ name, expression: typed }) => {
    const line = `${name} = ${typed.replaceAll(/\s+/g, ' ').trim() || '…'}`
    return line.length > 60 ? `${line.slice(0, 59)}…` : line
  },
  schema: ({ inputs: { table }, params }) => {
    const name = params.name.trim()
    if (params.expression.trim() === '') {
      const message = 'Write an expression, for example weight / (height / 100) ** 2.'
      const problem = wrong('expression', 'expression_missing', message)
      return { outputs: table ? { table } : {}, problems: [problem] }
    }
    if (!table) return { outputs: {} }
    const problems: NodeProblem[] = []
    const taken = nameProblem(table, name)
    if (taken) problems.push(taken)
    const parsed = parseExpression(params.expression, table)
    if (parsed.status === 'wrong') {
      const message = `Character ${parsed.at + 1}: ${parsed.message}`
      problems.push(wrong('expression', 'expression_wrong', message))
    }
    if (parsed.status === 'unknown') return { outputs: { table: { ...table, open: true } }, problems }
    if (parsed.status !== 'ok' || taken) return { outputs: { table }, problems }
    const targets = parsed.reads.filter(({ role }) => role === 'target')
    if (targets.length > 0 && findByName(table, name)?.role !== 'target') {
      const message = `This reads the target, ${namesInWords(targets)}, which no endpoint gets: a model that learns from *${name}* looks at the answer.`
      problems.push({ severity: 'warning', code: 'target_read', message, field: 'expression' })
    }
    const column = newColumn(table, name, parsed.type)
    return { outputs: { table: withColumns(table, [column]) }, problems }
  },
})
