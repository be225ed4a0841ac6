import type { ColumnKind } from './columns.ts'

export interface ModelFamily {
  title: string
  /** Kinds of column that it reads; columns of other kinds are left out, with a warning. */
  reads: readonly ColumnKind[]
  /** What kind of report its training has. */
  report: 'training' | 'linear' | 'trees'
}

const plain: readonly ColumnKind[] = ['number', 'category', 'boolean']

const lists: readonly ColumnKind[] = [...plain, 'vector', 'sequence']

const families: Readonly<Record<string, ModelFamily>> = {
  boosting: { title: 'gradient boosting model', reads: plain, report: 'trees' },
  composite: { title: 'ensemble', reads: plain, report: 'training' },
  forest: { title: 'random forest', reads: plain, report: 'trees' },
  linear: { title: 'linear model', reads: plain, report: 'linear' },
  mlp: { title: 'neural network', reads: plain, report: 'training' },
  network: { title: 'network by layers', reads: lists, report: 'training' },
  tree: { title: 'decision tree', reads: plain, report: 'trees' },
}

/** What a family reads; an unknown one is taken to read numbers, categories and yes/no. */
export const modelFamily = (family: string): ModelFamily =>
  (Object.hasOwn(families, family) ? families[family] : undefined) ?? {
    title: family,
    reads: plain,
    report: 'training',
  }
