/** What is looked at: a version, by itself or held against another, or a run with the version that it ran. */
export interface PastView {
  version?: number
  against?: number
  run?: string
}

/** The address of a view of the past; of the pipeline itself without one. */
export function pastHref(pipelineId: string, view: PastView = {}): string {
  const query = new URLSearchParams(
    Object.entries(view).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
  return `/pipelines/${pipelineId}${query.size > 0 ? `?${query}` : ''}`
}

/** The view that an address asks for; null where it asks for the pipeline as it is. */
export function pastViewOf(query: Readonly<Record<string, string | string[] | undefined>>): PastView | null {
  const number = (name: string): number | undefined => {
    const value = Number(query[name])
    return Number.isInteger(value) && value > 0 ? value : undefined
  }
  const [version, against] = [number('version'), number('against')]
  const run = typeof query.run === 'string' && query.run !== '' ? query.run : undefined
  if (version === undefined && against === undefined && run === undefined) return null
  return {
    ...(version !== undefined && { version }),
    ...(against !== undefined && { against }),
    ...(run !== undefined && { run }),
  }
}
