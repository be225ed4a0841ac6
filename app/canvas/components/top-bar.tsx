'use client'

import { ChevronDown, Play, Search } from 'lucide-react'
import Link from 'next/link'
import { memo } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { LanguageMenu } from '../../components/language-menu.tsx'
import { Logo } from '../../components/logo.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { ThemeToggle } from '../../components/theme-toggle.tsx'
import { useClearCache } from '../hooks/use-clear-cache.ts'
import { useServices } from '../hooks/services.tsx'
import { titleOf } from '../store/actions.ts'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { isRunActive } from '../store/live-run.ts'
import { keysOf } from '../store/shortcuts.ts'
import { useT } from '../../i18n/use-t.ts'
import { PipelineName } from './pipeline-name.tsx'
import { RunPill } from './run-pill.tsx'
import { ScheduleButton } from './schedule-button.tsx'
import { SavedState } from './saved-state.tsx'
import { HistoryButtons } from './versions/history-buttons.tsx'
import { VersionMenu } from './version-menu.tsx'

function RunButton() {
  const { t } = useT()
  const store = useCanvasStore()
  const { startRun } = useServices()
  const clearCache = useClearCache()
  const active = useCanvas(({ live }) => live !== null && isRunActive(live.run))
  const empty = useCanvas((state) => state.document.nodes.length === 0)
  const chosen = useCanvas(({ selection }) => (selection.length === 1 ? selection[0] : undefined))
  const disabled = active || empty
  return (
    <div className="run-button">
      <button
        type="button"
        disabled={disabled}
        title={
          active
            ? t('A run is under way')
            : empty
              ? t('There is nothing to run yet')
              : t('Run ({{keys}})', { keys: keysOf('run') ?? '' })
        }
        onClick={() => void startRun()}
      >
        <Play aria-hidden size={14} />
        {t('Run')}
      </button>
      <Menu
        trigger={
          <button type="button" aria-label={t('More ways to run')} disabled={disabled}>
            <ChevronDown aria-hidden size={14} />
          </button>
        }
      >
        <MenuItem shortcut={keysOf('run') ?? ''} onSelect={() => void startRun()}>
          {t('Run all')}
        </MenuItem>
        <MenuItem
          shortcut={keysOf('runTo') ?? ''}
          disabled={chosen === undefined}
          onSelect={() => void startRun(chosen === undefined ? {} : { until: chosen })}
        >
          {chosen === undefined
            ? t('Run to the chosen node')
            : t('Run to {{title}}', { title: titleOf(store, chosen) })}
        </MenuItem>
        <MenuItem
          shortcut={keysOf('runFrom') ?? ''}
          disabled={chosen === undefined}
          onSelect={() => void startRun(chosen === undefined ? {} : { from: chosen })}
        >
          {chosen === undefined
            ? t('Run from the chosen node')
            : t('Run from {{title}}', { title: titleOf(store, chosen) })}
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => void clearCache()}>{t('Forget all results of this pipeline')}</MenuItem>
        <MenuItem onSelect={() => void startRun({ fresh: true })}>{t('Run fresh, reusing nothing')}</MenuItem>
      </Menu>
    </div>
  )
}

/** Name, saved state, versions, history, the run, and the one primary button. */
export const TopBar = memo(function TopBar() {
  const { t } = useT()
  const openOverlay = useCanvas((state) => state.openOverlay)
  return (
    <header className="topbar">
      <div className="flex min-w-0 flex-1 items-center gap-1">
        <Link href="/" aria-label={t('Home')} className="mr-1 rounded-md">
          <Logo />
        </Link>
        <PipelineName />
        <SavedState />
        <VersionMenu />
        <span aria-hidden className="mx-1 h-5 w-px bg-line-strong" />
        <HistoryButtons />
      </div>
      <RunPill />
      <div className="flex min-w-0 flex-1 items-center justify-end gap-1.5">
        <IconButton
          label={t('All commands')}
          shortcut="Ctrl K"
          onClick={() => openOverlay({ kind: 'commands' })}
        >
          <Search aria-hidden />
        </IconButton>
        <LanguageMenu />
        <ThemeToggle />
        <ScheduleButton />
        <RunButton />
      </div>
    </header>
  )
})
