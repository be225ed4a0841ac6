'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronDown, LayoutTemplate } from 'lucide-react'
import { useState } from 'react'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../components/menu.tsx'
import { toast } from '../../components/toast-store.ts'
import { errorMessage, useTRPC, useTRPCClient } from '../../trpc.tsx'
import { useServices } from '../hooks/services.tsx'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { formatClock, formatDay } from '../words.ts'
import { useT } from '../../i18n/use-t.ts'

const SHOWN = 50

/** The versions of the drawing; choosing one makes it the newest again, which undo takes back. */
export function VersionMenu() {
  const { t, message } = useT()
  const store = useCanvasStore()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { saveNow } = useServices()
  const id = useCanvas((state) => state.pipelineId)
  const version = useCanvas((state) => state.version)
  const empty = useCanvas((state) => state.document.nodes.length === 0)
  const openOverlay = useCanvas((state) => state.openOverlay)
  const [open, setOpen] = useState(false)
  const versions = useQuery(trpc.pipelines.versions.queryOptions({ id }, { enabled: open, staleTime: 0 }))

  const restore = async (chosen: number): Promise<void> => {
    try {
      if (!(await saveNow())) return
      const { document } = await client.pipelines.get.query({ id, version: chosen })
      // As an edit, so that it can be undone; the next save makes it a version of its own.
      store.getState().edit(() => document)
      toast(t('Version {{version}} is back.', { version: chosen }), {
        action: { label: t('Undo'), onSelect: () => store.getState().undo() },
      })
    } catch (error) {
      const detail = errorMessage(error instanceof Error ? error : new Error(String(error)))
      toast(t('Version {{version}} could not be loaded.', { version: chosen }), { tone: 'failed', detail })
    }
  }

  return (
    <Menu
      align="start"
      onOpenChange={setOpen}
      className="min-w-72"
      trigger={
        <button
          type="button"
          aria-label={t('v{{version}}, all versions', { version })}
          className="flex h-7 shrink-0 items-center gap-1 rounded-md px-1.5 font-strong hover:bg-surface-3"
        >
          v{version}
          <ChevronDown aria-hidden size={14} className="text-ink-2" />
        </button>
      }
    >
      <MenuItem
        icon={<LayoutTemplate aria-hidden />}
        disabled={empty}
        onSelect={() => openOverlay({ kind: 'saveTemplate' })}
      >
        {t('Save as a template…')}
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>
        {versions.isPending
          ? t('Versions…')
          : versions.isError
            ? message(errorMessage(versions.error))
            : t('Go back to a version')}
      </MenuLabel>
      {versions.data?.slice(0, SHOWN).map((entry) => (
        <MenuItem
          key={entry.version}
          disabled={entry.version === version}
          onSelect={() => void restore(entry.version)}
        >
          <span className="w-9 font-strong">v{entry.version}</span>
          <span className="text-ink-2">
            {formatDay(entry.createdAt)}, {formatClock(entry.createdAt)}
          </span>
          <span className="ml-auto pl-4 text-12 text-ink-3">
            {entry.version === version
              ? t('open')
              : (entry.label ?? t('{{count}} nodes', { count: entry.nodeCount }))}
          </span>
        </MenuItem>
      ))}
    </Menu>
  )
}
