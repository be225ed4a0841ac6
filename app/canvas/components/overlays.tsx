'use client'

import dynamic from 'next/dynamic'
import { useCanvas } from '../store/context.tsx'

// Fetched when they are first opened.
const QuickAdd = dynamic(() => import('./quick-add.tsx').then((module) => module.QuickAdd))
const CommandPalette = dynamic(() => import('./command-palette.tsx').then((module) => module.CommandPalette))
const InsertPicker = dynamic(() => import('./insert-picker.tsx').then((module) => module.InsertPicker))
const ReplacePicker = dynamic(() => import('./replace-picker.tsx').then((module) => module.ReplacePicker))
const ConnectPicker = dynamic(() => import('./connect-picker.tsx').then((module) => module.ConnectPicker))
const RunInputs = dynamic(() => import('./run-inputs.tsx').then((module) => module.RunInputs))
const SaveTemplate = dynamic(() => import('./save-template.tsx').then((module) => module.SaveTemplate))
const SaveNode = dynamic(() => import('./groups/save-node.tsx').then((module) => module.SaveNode))
const ShortcutList = dynamic(() => import('./shortcut-list.tsx').then((module) => module.ShortcutList))
const NodeMenu = dynamic(() => import('./node-menu.tsx').then((module) => module.NodeMenu))

/** Whatever floats over the canvas, one at a time. */
export function Overlays() {
  const overlay = useCanvas((state) => state.overlay)
  if (!overlay) return null
  switch (overlay.kind) {
    case 'quickAdd':
      return <QuickAdd overlay={overlay} />
    case 'nodeMenu':
      return <NodeMenu overlay={overlay} />
    case 'insert':
      return <InsertPicker edges={overlay.edges} />
    case 'replace':
      return <ReplacePicker nodeId={overlay.nodeId} />
    case 'connect':
      return <ConnectPicker nodeId={overlay.nodeId} />
    case 'runInputs':
      return <RunInputs options={overlay.options} />
    case 'saveTemplate':
      return <SaveTemplate />
    case 'saveNode':
      return <SaveNode ids={overlay.ids} />
    case 'commands':
      return <CommandPalette />
    case 'shortcuts':
      return <ShortcutList />
  }
}
