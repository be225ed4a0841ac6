import type { ColumnBatch } from '../../ml/tables/column-batch.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import type { ServedModel } from './served-model.ts'

const column = (name: string, more: Pick<Column, 'kind' | 'storage'> & Partial<Column>): Column => ({
  id: name,
  name,
  role: 'feature',
  ...more,
})

export const massColumn = column('mass', { kind: 'number', storage: 'double' })
export const islandColumn = column('island', { kind: 'category', storage: 'varchar' })
export const seenColumn = column('seen', { kind: 'datetime', storage: 'timestamp' })
export const ringedColumn = column('ringed', { kind: 'boolean', storage: 'boolean' })

/** A stand-in for a trained classifier, for tests of what surrounds a model: heavy is B, everything else A. */
export function createTestModel(more: Partial<ServedModel> = {}): ServedModel & { disposed: boolean } {
  return {
    family: 'test',
    request: [massColumn, islandColumn, seenColumn, ringedColumn],
    target: column('species', {
      kind: 'category',
      storage: 'varchar',
      role: 'target',
      categories: ['A', 'B'],
    }),
    classes: ['A', 'B'],
    knownCategories: new Map([['island', new Set(['Dream', 'Biscoe'])]]),
    disposed: false,
    predict(batch: ColumnBatch): ColumnBatch {
      const heavy = (batch.columns.mass as Float64Array).map((mass) => (mass > 10 ? 0.75 : 0.25))
      return {
        rows: batch.rows,
        columns: {
          prediction: Array.from(heavy, (p) => (p > 0.5 ? 'B' : 'A')),
          probability_A: heavy.map((p) => 1 - p),
          probability_B: heavy,
        },
      }
    },
    dispose() {
      this.disposed = true
    },
    ...more,
  }
}
