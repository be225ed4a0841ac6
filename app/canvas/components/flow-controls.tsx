'use client'

import { Keyboard, Maximize, Minus, Plus, Workflow } from 'lucide-react'
import { useReactFlow, useStore } from '@xyflow/react'
import { IconButton } from '../../components/icon-button.tsx'
import { useServices } from '../hooks/services.tsx'
import { useCanvasStore } from '../store/context.tsx'
import { useT } from '../../i18n/use-t.ts'

/** Zoom, fit, layout and the list of keys, in the corner of the canvas. */
export function FlowControls() {
  const { t } = useT()
  const store = useCanvasStore()
  const { zoomIn, zoomOut, zoomTo } = useReactFlow()
  const { fit, layOut } = useServices()
  const percent = useStore((state) => Math.round(state.transform[2] * 100))
  return (
    <div className="flex h-7.5 w-46 items-center justify-between rounded-md border border-line-strong bg-raised px-0.5 text-12">
      <IconButton size="sm" label={t('Zoom out')} shortcut="−" onClick={() => void zoomOut()}>
        <Minus aria-hidden />
      </IconButton>
      <button
        type="button"
        aria-label={t('Zoom {{percent}} %, back to 100 %', { percent })}
        className="w-11 rounded-sm text-center hover:bg-surface-3"
        onClick={() => void zoomTo(1)}
      >
        {percent} %
      </button>
      <IconButton size="sm" label={t('Zoom in')} shortcut="+" onClick={() => void zoomIn()}>
        <Plus aria-hidden />
      </IconButton>
      <IconButton size="sm" label={t('Fit the drawing')} shortcut="F" onClick={() => fit()}>
        <Maximize aria-hidden />
      </IconButton>
      <IconButton size="sm" label={t('Lay out')} shortcut="L" onClick={() => void layOut()}>
        <Workflow aria-hidden />
      </IconButton>
      <IconButton
        size="sm"
        label={t('Keys')}
        shortcut="?"
        onClick={() => store.getState().openOverlay({ kind: 'shortcuts' })}
      >
        <Keyboard aria-hidden />
      </IconButton>
    </div>
  )
}
