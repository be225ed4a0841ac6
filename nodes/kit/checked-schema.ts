import type { z } from 'zod'
import type { TableSchema } from './columns.ts'
import type { NodeDefinition } from './define.ts'
import { UserError } from './errors.ts'
import type { PortSpec } from './ports.ts'
import type { TableValue } from './values.ts'

type Tables = Readonly<Record<string, PortSpec<'table'>>>

/**
 * What a table-to-table definition says of the tables that have really arrived. All columns are known by now; where
 * they were not while the drawing was made, their problems show only here. Throws UserError for the first error.
 */
export function checkedSchema<
  I extends Tables,
  O extends { table: PortSpec<'table'> },
  P extends z.ZodObject,
>(
  definition: NodeDefinition<I, O, P>,
  inputs: Readonly<Record<keyof I, Pick<TableValue, 'schema'>>>,
  params: z.infer<P>,
): { arriving: Record<keyof I, TableSchema>; leaving: TableSchema } {
  const arriving = Object.fromEntries(
    Object.entries<Pick<TableValue, 'schema'>>(inputs).map(([port, { schema }]) => [
      port,
      { ...schema, open: false },
    ]),
  ) as Record<keyof I, TableSchema>
  const { outputs, problems = [] } = definition.schema({
    inputs: arriving as never,
    params,
    context: { sources: {} },
  })
  const problem = problems.find(({ severity }) => severity === 'error')
  const leaving = (outputs as { table?: TableSchema }).table
  if (problem || !leaving) {
    throw new UserError(problem?.code ?? 'columns', problem?.message ?? 'No table arrives here.', {
      ...(problem?.field !== undefined && { field: problem.field }),
    })
  }
  return { arriving, leaving }
}
