import { Fragment } from 'react'

/** Parts of a text that match what is searched for, and the others, in order. */
export function splitMatches(text: string, wanted: string): { text: string; isMatch: boolean }[] {
  if (wanted === '') return [{ text, isMatch: false }]
  const parts: { text: string; isMatch: boolean }[] = []
  const lower = text.toLowerCase()
  const needle = wanted.toLowerCase()
  // A few letters have lower-case forms of another length; then nothing can be marked exactly.
  if (lower.length !== text.length) return [{ text, isMatch: false }]
  let from = 0
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), isMatch: false })
    parts.push({ text: text.slice(at, at + needle.length), isMatch: true })
    from = at + needle.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), isMatch: false })
  return parts
}

/** A text with what is searched for marked in it. */
export function Highlight({ text, wanted }: { text: string; wanted: string }) {
  return splitMatches(text, wanted).map(({ text: part, isMatch }, index) =>
    // oxlint-disable-next-line react/no-array-index-key -- parts have no other name
    isMatch ? (
      <mark key={index} className="rounded-[2px] bg-warning-soft text-inherit">
        {part}
      </mark>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  )
}
