import { DataError } from '../errors.ts'

/** One object of DuckDB's syntax tree, as `json_serialize_sql` writes it. */
type Syntax = Readonly<Record<string, unknown>>

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What may stand after FROM; `SHOW_REF` and its like tell of the database, not of the tables. */
const sources: ReadonlySet<unknown> = new Set([
  'BASE_TABLE',
  'SUBQUERY',
  'JOIN',
  'TABLE_FUNCTION',
  'EXPRESSION_LIST',
  'EMPTY',
  'PIVOT',
])
/** Functions that may stand after FROM: those that only compute. */
const tableFunctions: ReadonlySet<string> = new Set(['range', 'generate_series', 'unnest'])
/** Functions that answer from the database, the process or the clock instead of their arguments. */
const tellTale =
  /^((pg|has|inet|current)_.*|.*_description|get(env|variable|_block_size)|ago|reservoir_quantile|version|user|session_user)$/
/** Words that are functions without brackets, unless a column is called so. */
const bareFunctions: ReadonlySet<string> = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
  'current_user',
  'session_user',
  'user',
  'current_catalog',
  'current_schema',
  'current_role',
])

export interface QueryRules {
  /** Names of the tables that the query may read. */
  tables: readonly string[]
  /** Lower-case names of the columns of those tables. */
  columns: ReadonlySet<string>
  /** Lower-case names of functions whose answer is not that of their arguments alone. */
  unstable: ReadonlySet<string>
}

/** Why a query is refused, and at which byte of its text, where that is known. */
export class QueryRefused extends DataError {
  readonly position: number | undefined
  constructor(message: string, at?: unknown) {
    super('query_refused', message, { field: 'query' })
    this.position = typeof at === 'number' && at < Number.MAX_SAFE_INTEGER ? at : undefined
  }
}

/**
 * Refuses what a query must not do, by its syntax tree: it may read the tables it is given, and call functions that
 * answer from their arguments alone, so that it gives the same answer each time. Everything is refused that is not
 * known to be harmless after FROM. Throws QueryRefused.
 *
 * The database that runs the query is locked as well; this says why, in words, before it is asked.
 */
export function checkQuery(tree: unknown, rules: QueryRules): void {
  const names = new Set(rules.tables)
  visit(tree, (node) => {
    // Names that WITH gives.
    if ('cte_map' in node && isSyntax(node.cte_map) && Array.isArray(node.cte_map.map))
      for (const { key } of node.cte_map.map as { key: unknown }[]) names.add(String(key).toLowerCase())
  })
  visit(tree, (node) => {
    if ('class' in node) checkExpression(node, rules)
    else if ('alias' in node && 'sample' in node) checkSource(node, { names, rules })
    if (isSyntax(node.sample))
      throw new QueryRefused(
        'TABLESAMPLE takes other rows each time. Write WHERE hash(_row) % 10 = 0 or the like.',
      )
  })
}

function visit(value: unknown, see: (node: Syntax) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, see)
  else if (isSyntax(value)) {
    see(value)
    for (const each of Object.values(value)) visit(each, see)
  }
}

function checkSource(
  node: Syntax,
  { names, rules }: { names: ReadonlySet<string>; rules: QueryRules },
): void {
  const at = node.query_location
  const only = `A query reads ${rules.tables.map((name) => `*${name}*`).join(' and ')}`
  if (!sources.has(node.type)) throw new QueryRefused(`${only}, and tells nothing of the database.`, at)
  if (node.type === 'BASE_TABLE') {
    const name = String(node.table_name)
    if (node.schema_name === '' && node.catalog_name === '' && names.has(name.toLowerCase())) return
    const file = /[/\\.]/.test(name) ? ', and no files' : ''
    throw new QueryRefused(`There is no table *${name}*. ${only}${file}.`, at)
  }
  if (node.type === 'TABLE_FUNCTION' && isSyntax(node.function)) {
    const name = String(node.function.function_name)
    if (!tableFunctions.has(name.toLowerCase()))
      throw new QueryRefused(
        `${name} can’t be used: ${only.charAt(0).toLowerCase()}${only.slice(1)}, no files and nothing else.`,
        at,
      )
  }
}

function checkExpression(node: Syntax, { columns, unstable }: QueryRules): void {
  const at = node.query_location
  if (node.class === 'PARAMETER')
    throw new QueryRefused('A query has no parameters. Write the value itself.', at)
  if (node.class === 'FUNCTION') {
    const name = String(node.function_name).toLowerCase()
    // With one argument it counts from today.
    const age = name === 'age' && Array.isArray(node.children) && node.children.length === 1
    if (age || tellTale.test(name) || unstable.has(name)) throw unsteady(name, at)
  }
  if (node.class === 'COLUMN_REF' && Array.isArray(node.column_names) && node.column_names.length === 1) {
    const name = String(node.column_names[0]).toLowerCase()
    if (bareFunctions.has(name) && !columns.has(name)) throw unsteady(name, at)
  }
}

const unsteady = (name: string, at: unknown) =>
  new QueryRefused(
    `${name} can’t be used: it answers otherwise at another time or on another machine, and the same drawing must give the same table.`,
    at,
  )
