import type { ColumnKind } from './columns.ts'

export interface ModelFamily {
  title: string
  /** Kinds of column that it reads; columns of other kinds are left out, with a warning. */
  reads: readonly ColumnKind[]
}

const families: Readonly<Record<string, ModelFamily>> = {
  composite: { title: 'ensemble', reads: ['number', 'category', 'boolean'] },
  linear: { title: 'linear model', reads: ['number', 'category', 'boolean'] },
  mlp: { title: 'neural network', reads: ['number', 'category', 'boolean'] },
}

/** What a family reads; an unknown one is taken to read numbers, categories and yes/no. */
export const modelFamily = (family: string): ModelFamily =>
  (Object.hasOwn(families, family) ? families[family] : undefined) ?? {
    title: family,
    reads: ['number', 'category', 'boolean'],
  }
