import type { DatasetReadingView } from '../../../server/views.ts'
import { say } from '../../i18n/current.ts'

type Reading = Pick<DatasetReadingView, 'rows' | 'detected' | 'preview'>

/** How much is in a file: `150 rows`, or of a zip of images how many there are, and how many are shown. */
export function sizeInWords({ rows, detected, preview }: Reading): string | null {
  if (rows === null) return null
  if (detected?.format !== 'images') return say('{{count}} rows', { count: rows })
  const shown = preview?.length ?? 0
  return shown < rows
    ? say('{{count}} images, {{shown}} of them shown', { count: rows, shown })
    : say('{{count}} images', { count: rows })
}

/** The number of each row of a preview, from 1: in a zip, the place of the image. */
export function rowNumberOf({ detected }: Pick<Reading, 'detected'>): (index: number) => number {
  const places = Array.isArray(detected?.places) ? (detected.places as readonly unknown[]) : []
  return (index) => Number(places[index] ?? index + 1)
}
