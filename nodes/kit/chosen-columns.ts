import type { Column } from './columns.ts'
import type { NodeProblem } from './define.ts'
import { namesInWords } from './table-schemas.ts'

/**
 * Columns that were chosen by hand and may not be changed: those of *Split*, and the target where `target` says why
 * not.
 */
export function refusedColumns(
  columns: readonly Column[],
  { field, target }: { field: string; target?: string },
): NodeProblem[] {
  const problems: NodeProblem[] = []
  const parts = columns.filter(({ role }) => role === 'split' || role === 'fold')
  if (parts.length > 0) {
    const message = `${namesInWords(parts)} tells the parts of the rows apart and stays as it is. Take it out of the list.`
    problems.push({ severity: 'error', code: 'split_changed', message, field })
  }
  const targets = columns.filter(({ role }) => role === 'target')
  if (target !== undefined && targets.length > 0) {
    const message = `${namesInWords(targets)} is the target: ${target} Take it out of the list.`
    problems.push({ severity: 'error', code: 'target_changed', message, field })
  }
  return problems
}

/** Nothing that arrives is of the kinds that a node works on. */
export function nothingToDo(what: string, field: string): NodeProblem {
  return { severity: 'warning', code: 'nothing_to_do', message: what, field }
}
