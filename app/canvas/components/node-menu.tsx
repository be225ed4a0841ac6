'use client'

import {
  Cable,
  CircleSlash,
  Component,
  Copy,
  CopyPlus,
  Eraser,
  Group,
  PenLine,
  Pin,
  PinOff,
  Play,
  Replace,
  SkipForward,
  Spline,
  Trash2,
  Ungroup,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { keyOfType } from '../../../nodes/graph/components.ts'
import { MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { useCommands } from '../hooks/use-commands.ts'
import { titleOf } from '../store/actions.ts'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { isBypassed } from '../store/edit-actions.ts'
import { isPinned } from '../store/pins.ts'
import { keysOf } from '../store/shortcuts.ts'
import type { CommandId } from '../store/shortcuts.ts'
import type { Overlay } from '../store/view-slice.ts'
import { useT } from '../../i18n/use-t.ts'

type NodeMenuOverlay = Extract<Overlay, { kind: 'nodeMenu' }>

/** What can be done with a node: from its dots or the secondary button. */
export function NodeMenu({ overlay }: { overlay: NodeMenuOverlay }) {
  const { t } = useT()
  const store = useCanvasStore()
  const run = useCommands()
  const { nodeId, screen } = overlay
  const grouped = useCanvas(({ document }) => document.groups.some(({ nodes }) => nodes.includes(nodeId)))
  const isCard = useCanvas(
    ({ document }) => keyOfType(document.nodes.find(({ id }) => id === nodeId)?.type ?? '') !== undefined,
  )
  const bypassed = useCanvas(({ document, selection }) =>
    isBypassed(document, selection.includes(nodeId) ? selection : [nodeId]),
  )

  const pinned = useCanvas(({ document, selection }) =>
    isPinned(document, selection.includes(nodeId) ? selection : [nodeId]),
  )

  useEffect(() => {
    const { selection, select } = store.getState()
    if (!selection.includes(nodeId)) select([nodeId])
  }, [store, nodeId])

  const item = (id: CommandId, title: string, icon: ReactNode, danger = false) => (
    <MenuItem
      icon={icon}
      shortcut={keysOf(id) ?? ''}
      danger={danger}
      onSelect={() => {
        // After the menu has given the focus back.
        setTimeout(() => run(id), 0)
      }}
    >
      {title}
    </MenuItem>
  )

  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && store.getState().closeOverlay()}>
      <DropdownMenu.Trigger asChild>
        <span
          aria-hidden
          className="pointer-events-none fixed size-px"
          style={{ left: screen.x, top: screen.y }}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label={t('Menu of {{title}}', { title: titleOf(store, nodeId) })}
          className="appear z-50 min-w-52 rounded-md border border-line-strong bg-raised p-1 text-13 text-ink shadow-float outline-none"
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          {item('runTo', t('Run to here'), <Play aria-hidden />)}
          {item('runFrom', t('Run from here'), <SkipForward aria-hidden />)}
          {item(
            'pin',
            pinned ? t('Unpin') : t('Pin its output'),
            pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />,
          )}
          {item('clearNodeCache', t('Forget its results'), <Eraser aria-hidden />)}
          <MenuSeparator />
          {item('connect', t('Connect…'), <Cable aria-hidden />)}
          {item('insert', t('Put a node into a wire…'), <Spline aria-hidden />)}
          {item('replace', t('Replace…'), <Replace aria-hidden />)}
          {item('bypass', bypassed ? t('Switch on') : t('Bypass'), <CircleSlash aria-hidden />)}
          {item('rename', t('Rename'), <PenLine aria-hidden />)}
          <MenuSeparator />
          {item('group', t('Group nodes'), <Group aria-hidden />)}
          {item('saveNode', t('Save as a node…'), <Component aria-hidden />)}
          {(grouped || isCard) &&
            item('ungroup', isCard ? t('Dissolve') : t('Ungroup'), <Ungroup aria-hidden />)}
          <MenuSeparator />
          {item('duplicate', t('Duplicate'), <CopyPlus aria-hidden />)}
          {item('copy', t('Copy'), <Copy aria-hidden />)}
          <MenuSeparator />
          {item('delete', t('Delete'), <Trash2 aria-hidden />, true)}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
