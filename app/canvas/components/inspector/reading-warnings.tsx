import { MessageText } from '../message-text.tsx'

/** What was odd about a file when it was looked at. */
export function ReadingWarnings({ detected }: { detected: Readonly<Record<string, unknown>> }) {
  const { warnings } = detected
  if (!Array.isArray(warnings) || warnings.length === 0) return null
  return (
    <ul className="mt-1 grid gap-1 text-12 text-warning">
      {warnings.map((warning) => (
        <li key={String(warning)}>
          <MessageText>{String(warning)}</MessageText>
        </li>
      ))}
    </ul>
  )
}
