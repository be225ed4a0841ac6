'use client'

import { GitCompareArrows, Lock, RotateCcw } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '../../../components/button.tsx'
import { Badge } from '../../../components/badge.tsx'
import { LanguageMenu } from '../../../components/language-menu.tsx'
import { Logo } from '../../../components/logo.tsx'
import { ThemeToggle } from '../../../components/theme-toggle.tsx'
import { formatWhen } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { RunPill } from '../run-pill.tsx'
import { pastHref } from './past-href.ts'
import { useRestore } from './use-restore.ts'
import type { Shown } from './use-past.ts'

export function ViewerBar({ shown }: { shown: Shown }) {
  const { t } = useT()
  return (
    <header className="topbar">
      <div className="flex min-w-0 flex-1 items-center gap-2">
        <Link href="/" aria-label={t('Home')} className="rounded-md">
          <Logo />
        </Link>
        <h1 className="truncate font-strong">{shown.name}</h1>
        <Badge>
          <Lock aria-hidden />
          {t('Read only')}
        </Badge>
      </div>
      {shown.run && <RunPill />}
      <div className="flex min-w-0 flex-1 items-center justify-end gap-1.5">
        <LanguageMenu />
        <ThemeToggle />
        <Link href={pastHref(shown.pipelineId)} className={buttonClass('primary')}>
          {t('Back to the newest')}
        </Link>
      </div>
    </header>
  )
}

/** What is shown, and what can be done with it. */
export function ViewerBanner({ shown }: { shown: Shown }) {
  const { t } = useT()
  const { pipelineId, drawing, against, run, newest } = shown
  const { busy, restore } = useRestore(pipelineId)
  const { version } = drawing
  // Held against the newest, the older one is what there is to go back to.
  const older = against && version === newest ? against.version : version
  const words = against
    ? t('Version {{from}} and version {{version}} on one sheet', { from: against.version, version })
    : run
      ? t('Run {{number}} as it was, with version {{version}}', { number: run.number, version })
      : t('Version {{version}}, saved {{when}}', { version, when: formatWhen(drawing.savedAt) })
  return (
    <section className="canvas-banner is-quiet" aria-label={t('What is shown')}>
      <p className="min-w-0 flex-1">
        <b className="font-strong">{words}</b>
        {version === newest && !against && <span className="text-ink-2"> · {t('the newest')}</span>}
      </p>
      {version !== newest && !against && (
        <Link
          href={pastHref(pipelineId, { version: newest, against: version })}
          className={buttonClass('plain', 'sm')}
        >
          <GitCompareArrows aria-hidden />
          {t('Compare with the newest')}
        </Link>
      )}
      {older !== newest && (
        <Button size="sm" busy={busy} onClick={() => void restore(older)}>
          <RotateCcw aria-hidden />
          {against ? t('Restore version {{version}}', { version: older }) : t('Restore this version')}
        </Button>
      )}
    </section>
  )
}
