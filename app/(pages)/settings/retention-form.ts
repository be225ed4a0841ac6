import type { RetentionView } from '../../../server/views.ts'

/** As it stands in the form; null keeps for ever. */
export interface RetentionDraft {
  runDays: string | null
  cacheDays: string | null
  graceHours: string
}

/** The largest numbers that are taken. */
export const MOST = { runDays: 36_500, cacheDays: 36_500, graceHours: 8_760 } as const

const textOf = (value: number | null): string | null => (value === null ? null : `${value}`)

export const draftOf = ({ runDays, cacheDays, graceHours }: RetentionView): RetentionDraft => ({
  runDays: textOf(runDays),
  cacheDays: textOf(cacheDays),
  graceHours: `${graceHours}`,
})

/** A whole number from 1 to the most that is taken; undefined where the text is no such number. */
export function wholeNumber(text: string, most: number): number | undefined {
  const trimmed = text.trim()
  const number = Number(trimmed)
  return /^\d+$/.test(trimmed) && number >= 1 && number <= most ? number : undefined
}

/** What would be saved, and the fields that can't be; `changed` where it is not what is saved. */
export function readDraft(draft: RetentionDraft, saved: RetentionView) {
  const read = (name: keyof RetentionDraft) => {
    const text = draft[name]
    return text === null ? null : wholeNumber(text, MOST[name])
  }
  const values = {
    runDays: read('runDays'),
    cacheDays: read('cacheDays'),
    graceHours: read('graceHours') ?? undefined,
  }
  const { runDays, cacheDays, graceHours } = values
  const names = Object.keys(MOST) as (keyof RetentionDraft)[]
  return {
    changed: names.some((name) => values[name] !== saved[name]),
    wrong: names.filter((name) => values[name] === undefined),
    wanted:
      runDays === undefined || cacheDays === undefined || graceHours === undefined
        ? undefined
        : { runDays, cacheDays, graceHours },
  }
}
