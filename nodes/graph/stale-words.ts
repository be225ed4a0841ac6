import type { StaleChange } from './cache-key.ts'

export interface StaleWordsCall {
  /** Number of the run that the result is from. */
  runNumber: number
  /** What the form calls a parameter. */
  titleOfField: (field: string) => string
  /** Title of the node that what arrives at a port owes its change to. */
  causeOf: (port: string) => string | undefined
}

const star = (name: string): string => `*${name}*`

/** Why a result is out of date, the nearest reason first, each in a few words. */
export function staleReasons(changes: readonly StaleChange[], call: StaleWordsCall): string[] {
  const { runNumber, titleOfField, causeOf } = call
  const since = `since run ${runNumber}`
  const has = (what: StaleChange['what']): boolean => changes.some((change) => change.what === what)
  const fields = changes.flatMap((change) =>
    change.what === 'param' ? [star(titleOfField(change.field))] : [],
  )
  const arrived = changes.flatMap((change) => (change.what === 'input' ? [causeOf(change.port)] : []))
  const causes = [...new Set(arrived)].flatMap((title) => (title === undefined ? [] : [star(title)]))
  return [
    ...(has('type') ? [`Another kind of node ${since}`] : []),
    ...(fields.length > 0 ? [`${fields.join(', ')} changed ${since}`] : []),
    ...(causes.length > 0 ? [`What arrives changed: ${causes.join(', ')}`] : []),
    ...(arrived.includes(undefined) ? [`What it reads changed ${since}`] : []),
    ...(has('version') ? [`A newer version of this node ${since}`] : []),
    ...(has('seed') ? [`The seed changed ${since}`] : []),
    ...(has('environment') ? [`Another numeric backend ${since}`] : []),
    ...(has('scope') ? [`What is made again for it changed ${since}`] : []),
  ]
}
