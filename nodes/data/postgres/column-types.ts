/** How a column arrives from Postgres's COPY, for `ml/tables/import-copied`. */
export type CopiedType = 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'timestamptz' | 'text'

/** A row of `pg_type`, with the type that a domain is made from in place of the domain. */
export interface PostgresType {
  name: string
  /** `pg_type.typtype`: `b` base, `e` enum, `c` composite, `r` range, `m` multirange, `p` pseudo. */
  class: string
  /** `pg_type.typcategory`: `A` array, `S` string, … */
  category: string
}

const plainTypes: Readonly<Record<string, CopiedType>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  float4: 'number',
  float8: 'number',
  numeric: 'number',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
}

/** Types whose text is all there is to them. */
const texts = new Set(['text', 'varchar', 'bpchar', 'char', 'name', 'citext', 'uuid', 'unknown'])

/** How a column of a type is read, and whether it is something richer that only its text is kept of. */
export function copiedTypeOf(type: PostgresType): { type: CopiedType; asText: boolean } {
  const plain = type.class === 'b' && Object.hasOwn(plainTypes, type.name) ? plainTypes[type.name] : undefined
  if (plain) return { type: plain, asText: false }
  const isText = type.class === 'e' || texts.has(type.name)
  return { type: 'text', asText: !isText }
}
