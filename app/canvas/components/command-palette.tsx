'use client'

import { useMemo } from 'react'
import { findDefinition, listDefinitions } from '../definitions.ts'
import type { Command } from '../../components/command-palette/command.ts'
import { PalettePanel } from '../../components/command-palette/palette-panel.tsx'
import { NodeIcon } from '../../components/node-icon.tsx'
import { useServices } from '../hooks/services.tsx'
import { useCommands } from '../hooks/use-commands.ts'
import { addNode, titleOf } from '../store/actions.ts'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { canDo, formatKeys, shortcuts } from '../store/shortcuts.ts'
import { useT } from '../../i18n/use-t.ts'

/** Reaches everything: what can be done here, the nodes of the drawing, node types to add, and the other pages. */
export function CommandPalette() {
  const { t, message } = useT()
  const store = useCanvasStore()
  const run = useCommands()
  const { goTo, centre } = useServices()
  const close = useCanvas((state) => state.closeOverlay)

  const commands = useMemo((): Command[] => {
    const { document, selection, chosenNotes } = store.getState()
    // After the dialog has given the focus back.
    const soon = (action: () => unknown) => () => void setTimeout(action, 0)
    const actions = shortcuts
      .filter((shortcut) => {
        const { id } = shortcut
        return id !== 'commands' && id !== 'theme' && canDo(shortcut, { selection, chosenNotes })
      })
      .map(
        ({ id, title, keys }): Command => ({
          id,
          group: t('This drawing'),
          title: t(title),
          ...(keys[0] === undefined ? {} : { shortcut: formatKeys(keys[0]) }),
          run: soon(() => run(id)),
        }),
      )
    const nodes = document.nodes.map((node): Command => {
      const definition = findDefinition(node.type)
      return {
        id: `go:${node.id}`,
        group: t('Go to a node'),
        title: titleOf(store, node.id),
        note: node.id,
        icon: <NodeIcon icon={definition?.icon ?? 'blocks'} category={definition?.category ?? 'control'} />,
        run: soon(() => goTo(node.id)),
      }
    })
    const types = listDefinitions().map(
      (definition): Command => ({
        id: `add:${definition.type}`,
        group: t('Add a node'),
        title: t('Add {{title}}', { title: t(definition.title) }),
        note: message(definition.summary),
        icon: <NodeIcon icon={definition.icon} category={definition.category} />,
        run: soon(() => addNode(store, { type: definition.type, centre: centre() })),
      }),
    )
    return [...actions, ...nodes, ...types]
  }, [store, run, goTo, centre, t, message])

  return <PalettePanel open onOpenChange={(open) => !open && close()} commands={commands} />
}
