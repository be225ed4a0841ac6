import Link from 'next/link'
import { Fragment, type ReactNode } from 'react'
import { useT } from '../i18n/use-t.ts'

export interface Crumb {
  title: string
  href: string
}

/** The head of a page: title, what stands beside it, a line of facts, and the actions at the right. */
export function PageHeader({
  title,
  badges,
  description,
  actions,
  crumbs = [],
}: {
  title: ReactNode
  badges?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  crumbs?: readonly Crumb[]
}) {
  const { t } = useT()
  return (
    <header className="mb-4">
      {crumbs.length > 0 && (
        <nav aria-label={t('Where this is')} className="mb-1 flex items-center gap-1.5 text-12 text-ink-3">
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.href}>
              {index > 0 && <span aria-hidden>/</span>}
              <Link
                href={crumb.href}
                className="truncate rounded-sm font-strong text-ink-2 hover:text-accent-ink"
              >
                {crumb.title}
              </Link>
            </Fragment>
          ))}
        </nav>
      )}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <div className="flex min-h-7 flex-wrap items-center gap-2">
            <h1 className="min-w-0 text-20 break-words">{title}</h1>
            {badges}
          </div>
          {description !== undefined && <div className="mt-0.5 text-ink-2">{description}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
    </header>
  )
}

/** The head of a part of a page. */
export function SectionTitle({
  children,
  note,
  aside,
}: {
  children: ReactNode
  note?: ReactNode
  aside?: ReactNode
}) {
  return (
    <div className="mb-1.5 flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1">
      <h2 className="shrink-0 text-13 font-title">{children}</h2>
      {note !== undefined && <span className="min-w-0 text-13 text-ink-3">{note}</span>}
      {aside !== undefined && (
        <div className="ml-auto flex items-center gap-2 text-12 font-strong whitespace-nowrap">{aside}</div>
      )}
    </div>
  )
}
