'use client'

import { Menu as MenuIcon, Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { CommandPalette } from '../components/command-palette/command-palette.tsx'
import { cn } from '../components/cn.ts'
import { iconButtonClass } from '../components/icon-button.tsx'
import { Kbd } from '../components/kbd.tsx'
import { LanguageMenu } from '../components/language-menu.tsx'
import { Logo } from '../components/logo.tsx'
import { ThemeToggle } from '../components/theme-toggle.tsx'
import { WaitingRuns } from '../components/waiting-runs.tsx'
import { useT } from '../i18n/use-t.ts'
import { isIn, sections } from './sections.ts'

/** The frame of every page but the canvas: top bar, sections at the left (a rail, then a drawer, where it is narrow). */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useT()
  const [finding, setFinding] = useState(false)
  return (
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[48px_minmax(0,1fr)] md:grid-cols-[56px_minmax(0,1fr)] xl:grid-cols-[216px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-1.5 focus:shadow-float"
      >
        {t('Skip to the page')}
      </a>
      <header className="sticky top-0 z-30 col-span-full flex h-12 items-center gap-2 border-b border-line bg-surface px-3">
        <div className="flex flex-1 items-center gap-2">
          <NavDrawer />
          <Link href="/" className="flex items-center gap-2 rounded-md">
            <Logo />
            <span className="text-14 font-title">Millrace</span>
          </Link>
        </div>
        <button
          type="button"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={() => setFinding(true)}
          className="flex h-7 items-center gap-1.5 rounded-md text-ink-2 max-md:w-7 max-md:justify-center max-md:hover:bg-surface-3 md:w-90 md:border md:border-line-control md:px-2 md:text-ink-3"
        >
          <Search aria-hidden className="size-4 shrink-0 md:size-3.5" />
          <span className="flex-1 truncate text-left max-md:sr-only">
            {t('Find a pipeline, run, model or action')}
          </span>
          <span aria-hidden className="max-md:hidden">
            <Kbd>{t('Ctrl K')}</Kbd>
          </span>
        </button>
        <div className="flex items-center justify-end gap-1 md:flex-1">
          <WaitingRuns />
          <LanguageMenu />
          <ThemeToggle />
        </div>
      </header>
      <div className="hidden border-r border-line bg-surface md:block">
        <nav
          aria-label={t('Sections')}
          className="sticky top-12 grid max-h-[calc(100dvh-48px)] content-start gap-0.5 overflow-y-auto p-2"
        >
          <SectionLinks />
        </nav>
      </div>
      <main id="main" className="mx-auto w-full max-w-310 min-w-0 px-4 pt-5 pb-10 md:px-6 xl:px-8">
        {children}
      </main>
      <CommandPalette open={finding} onOpenChange={setFinding} />
    </div>
  )
}

function SectionLinks({ wide = false, onNavigate }: { wide?: boolean; onNavigate?: () => void }) {
  const { t } = useT()
  const path = usePathname()
  return sections.map((section) => {
    const here = isIn(section, path)
    const Icon = section.icon
    return (
      <Link
        key={section.href}
        href={section.href}
        aria-current={here ? 'page' : undefined}
        title={wide ? undefined : t(section.title)}
        {...(onNavigate ? { onClick: onNavigate } : {})}
        className={cn(
          'flex h-8 items-center gap-2.5 rounded-md px-2.5 font-strong transition-colors',
          !wide && 'max-xl:justify-center max-xl:px-0',
          here ? 'bg-surface-3 text-ink' : 'text-ink-2 hover:bg-surface-2',
        )}
      >
        <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
        <span className={wide ? undefined : 'max-xl:sr-only'}>{t(section.title)}</span>
      </Link>
    )
  })
}

/** The sections on a phone. */
function NavDrawer() {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className={cn(iconButtonClass(), 'md:hidden')} aria-label={t('Sections')}>
        <MenuIcon aria-hidden />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(10_14_18/0.42)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed inset-y-0 left-0 z-40 grid w-60 content-start gap-0.5 border-r border-line-strong bg-surface p-2 shadow-float outline-none"
        >
          <Dialog.Title className="flex h-10 items-center gap-2 px-2 text-14 font-title">
            <Logo />
            Millrace
          </Dialog.Title>
          <nav aria-label={t('Sections')} className="grid gap-0.5 [&_a]:h-10">
            <SectionLinks wide onNavigate={() => setOpen(false)} />
          </nav>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
