import type { PipelineVersionView } from '../../../../server/views.ts'

/** Saves that follow each other more quickly than this are of one sitting. */
const SITTING_MS = 30 * 60_000

/** A version that stands out, with the autosaves that led to it, newest first. */
export interface VersionGroup {
  version: PipelineVersionView
  autosaves: readonly PipelineVersionView[]
}

/** Whether something other than the course of time makes a version worth finding. */
export const isMarked = ({ name, label, runs, schedules, endpoints }: PipelineVersionView): boolean =>
  name !== null || label !== null || runs.length + schedules.length + endpoints.length > 0

/**
 * Thins a list of versions (newest first) out for reading: the newest, the first, those that have a name or are used,
 * and the last of each sitting stand out; other autosaves are folded into the one that came of them.
 */
export function groupVersions(versions: readonly PipelineVersionView[]): VersionGroup[] {
  const groups: { version: PipelineVersionView; autosaves: PipelineVersionView[] }[] = []
  versions.forEach((version, at) => {
    const next = versions[at - 1]
    const lastOfSitting = next && Date.parse(next.createdAt) - Date.parse(version.createdAt) > SITTING_MS
    const current = groups.at(-1)
    if (!current || lastOfSitting || version.version === 1 || isMarked(version))
      groups.push({ version, autosaves: [] })
    else current.autosaves.push(version)
  })
  return groups
}
