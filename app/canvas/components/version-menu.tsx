'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronDown, GitCompareArrows, LayoutTemplate, ListOrdered } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../components/menu.tsx'
import { toast } from '../../components/toast-store.ts'
import { errorMessage, useTRPC, useTRPCClient } from '../../trpc.tsx'
import { useServices } from '../hooks/services.tsx'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { restored } from '../store/merging.ts'
import { formatClock, formatDay } from '../words.ts'
import { useT } from '../../i18n/use-t.ts'
import { pastHref } from './versions/past-href.ts'
import type { PastView } from './versions/past-href.ts'
import { groupVersions } from './versions/version-groups.ts'

/** The rest is a step away, in the list of all. */
const SHOWN = 10

/** The versions worth finding; choosing one makes it the newest again, which undo takes back. */
export function VersionMenu() {
  const { t, message } = useT()
  const store = useCanvasStore()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const router = useRouter()
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
      store.setState({ saveLabel: `restored from version ${chosen}` })
      store.getState().edit(() => document, { label: restored(chosen) })
      toast(t('Version {{version}} is back.', { version: chosen }), {
        action: { label: t('Undo'), onSelect: () => store.getState().undo() },
      })
    } catch (error) {
      const detail = errorMessage(error instanceof Error ? error : new Error(String(error)))
      toast(t('Version {{version}} could not be loaded.', { version: chosen }), { tone: 'failed', detail })
    }
  }
  const look = async (view: (newest: number) => PastView): Promise<void> => {
    if (await saveNow()) router.push(pastHref(id, view(store.getState().version)))
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
        icon={<ListOrdered aria-hidden />}
        onSelect={() => void look((newest) => ({ version: newest }))}
      >
        {t('Browse all versions')}
      </MenuItem>
      <MenuItem
        icon={<GitCompareArrows aria-hidden />}
        disabled={version === 1}
        onSelect={() =>
          void look((newest) => ({ version: newest, against: versions.data?.[1]?.version ?? 1 }))
        }
      >
        {t('What changed last')}
      </MenuItem>
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
      {groupVersions(versions.data ?? [])
        .slice(0, SHOWN)
        .map(({ version: entry }) => (
          <MenuItem
            key={entry.version}
            disabled={entry.version === version}
            onSelect={() => void restore(entry.version)}
          >
            <span className="w-9 font-strong">v{entry.version}</span>
            <span className="max-w-56 truncate text-ink-2">
              {entry.name ?? `${formatDay(entry.createdAt)}, ${formatClock(entry.createdAt)}`}
            </span>
            <span className="ml-auto pl-4 text-12 text-ink-3">
              {entry.version === version
                ? t('open')
                : entry.runs[0]
                  ? t('Run {{number}}', { number: entry.runs[0].number })
                  : entry.label === null
                    ? t('{{count}} nodes', { count: entry.nodeCount })
                    : message(entry.label)}
            </span>
          </MenuItem>
        ))}
    </Menu>
  )
}
