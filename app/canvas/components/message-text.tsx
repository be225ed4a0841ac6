import { Fragment } from 'react'
import { sayMessage } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'

/** A message of the graph or a runner: words between asterisks are names, and are set as such. */
export function MessageText({ children }: { children: string }) {
  const { message } = useT()
  return message(children)
    .split(/\*([^*\n]+)\*/g)
    .map((part, index) =>
      index % 2 === 1 ? (
        // Parts of one sentence have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <b key={index} className="font-strong">
          {part}
        </b>
      ) : (
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>{part}</Fragment>
      ),
    )
}

/** The same without marks, for tooltips and screen readers. */
export const plainMessage = (message: string): string =>
  sayMessage(message).replaceAll(/\*([^*\n]+)\*/g, '$1')
