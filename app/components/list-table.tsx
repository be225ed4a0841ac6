import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'
import { Skeleton } from './skeleton.tsx'
import { formatMoment, formatWhenShort } from './when.ts'

/** The frame of a page's list: a table on a surface, its head in a faint line. Rows are links where they lead on. */
export function ListTable({
  label,
  head,
  children,
}: {
  label: string
  head: ReactNode
  children: ReactNode
}) {
  return (
    <div className="overflow-x-auto rounded-md border border-line bg-surface">
      <table aria-label={label} className="w-full text-13">
        <thead>
          <tr className="text-12 text-ink-3">{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

interface CellProps {
  /** Numbers and times stand at the right. */
  right?: boolean
  /** Left out where it is narrow; say the same in the first cell there. */
  wide?: boolean
}

export function Th({ right = false, wide = false, className, ...rest }: CellProps & ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn(
        'h-8 px-3 font-text whitespace-nowrap first:pl-4 last:pr-4',
        right ? 'text-right' : 'text-left',
        wide && 'max-md:hidden',
        className,
      )}
      {...rest}
    />
  )
}

export function Td({ right = false, wide = false, className, ...rest }: CellProps & ComponentProps<'td'>) {
  return (
    <td
      className={cn(
        'h-10 px-3 whitespace-nowrap first:pl-4 last:pr-4',
        right && 'text-right',
        wide && 'max-md:hidden',
        className,
      )}
      {...rest}
    />
  )
}

/** When something was made or changed, in short; in full to who points at it. */
export function WhenTd({ at }: { at: string }) {
  return (
    <Td right className="text-ink-2">
      <time dateTime={at} title={formatMoment(at)}>
        {formatWhenShort(at)}
      </time>
    </Td>
  )
}

/** A row; `relative` so that a link in it may cover the whole of it (`coverLink`). */
export function Row({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn('relative border-t border-line transition-colors hover:bg-surface-2', className)}
      {...rest}
    />
  )
}

/** Classes of a link that covers its row; other controls of the row need `relative` to stay above it. */
export const coverLink = "font-strong after:absolute after:inset-0 after:content-['']"

/** Rows that hold the place of a list on its way. */
export function WaitingRows({ rows = 5, columns }: { rows?: number; columns: number }) {
  return Array.from({ length: rows }, (_, row) => (
    // oxlint-disable-next-line react/no-array-index-key
    <tr key={row} className="border-t border-line">
      <td colSpan={columns} className="h-10 px-4">
        <Skeleton className={cn('h-3', row % 2 === 0 ? 'w-2/3' : 'w-1/2')} />
      </td>
    </tr>
  ))
}

/** One row that says why there are none. */
export function OnlyRow({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <tr className="border-t border-line">
      <td colSpan={columns}>{children}</td>
    </tr>
  )
}
