'use client'

import { useReactFlow, ViewportPortal } from '@xyflow/react'
import { FileUp } from 'lucide-react'
import { useEffect, useState } from 'react'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { NODE_HEIGHT, NODE_WIDTH } from '../node-views.ts'
import { useServices } from '../hooks/services.tsx'
import type { Upload } from '../hooks/services.tsx'
import { useCanvasStore } from '../store/context.tsx'
import { pasteText } from '../store/actions.ts'
import { isDrawing } from '../store/fragment.ts'
import { toast } from '../../components/toast-store.ts'
import { sayMessage } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/** The *File* node under the pointer, which a dropped file would go to. */
const fileNodeAt = (event: DragEvent): string | undefined => {
  const under = document.elementFromPoint(event.clientX, event.clientY)
  return under?.closest<HTMLElement>('[data-file-node]')?.dataset.fileNode
}

/** Larger JSON is data, not a drawing. */
const LARGEST_DRAWING = 20_000_000

/** The text of a file that holds a drawing; null where it holds data. */
async function drawingIn(file: File): Promise<string | null> {
  if (!file.name.toLowerCase().endsWith('.json') || file.size > LARGEST_DRAWING) return null
  const text = await file.text()
  return isDrawing(text) ? text : null
}

/** Files dropped on the canvas become nodes, and drawings are pasted; while one is over it, the canvas says so. */
export function DropZone() {
  const { t } = useT()
  const store = useCanvasStore()
  const { upload } = useServices()
  const { screenToFlowPosition } = useReactFlow()
  const [over, setOver] = useState(false)

  useEffect(() => {
    const frame = document.querySelector<HTMLElement>('.canvas-frame')
    if (!frame) return
    const dropFiles = async (files: readonly File[], target: Parameters<typeof upload>[1]) => {
      const texts = await Promise.all(files.map(drawingIn))
      const data = files.filter((_, index) => texts[index] === null)
      for (const text of texts) {
        const reason = text === null ? null : pasteText(store, text, 'at' in target ? target.at : undefined)
        if (reason !== null) toast(sayMessage(reason), { tone: 'failed' })
      }
      if (data.length > 0) await upload(data, target)
    }
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    const onLeave = (event: DragEvent): void => {
      if (!frame.contains(event.relatedTarget as Node | null)) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      setOver(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      const files = [...(event.dataTransfer?.files ?? [])]
      const nodeId = fileNodeAt(event)
      const at = screenToFlowPosition({ x: event.clientX, y: event.clientY })
      const place = { at: { x: at.x - NODE_WIDTH / 2, y: at.y - NODE_HEIGHT / 2 } }
      void dropFiles(files, nodeId === undefined ? place : { nodeId })
    }
    frame.addEventListener('dragover', onOver)
    frame.addEventListener('dragleave', onLeave)
    frame.addEventListener('drop', onDrop)
    return () => {
      frame.removeEventListener('dragover', onOver)
      frame.removeEventListener('dragleave', onLeave)
      frame.removeEventListener('drop', onDrop)
    }
  }, [store, upload, screenToFlowPosition])

  if (!over) return null
  return (
    <div className="drop-hint">
      <FileUp aria-hidden size={20} />
      {t('Drop it where its node should stand')}
    </div>
  )
}

function UploadCard({ upload }: { upload: Upload }) {
  const { t } = useT()
  const { name, fraction, at } = upload
  const words =
    fraction >= 1
      ? t('Reading the file…')
      : t('Uploading, {{percent}} %', { percent: Math.round(fraction * 100) })
  return (
    <div
      className="card s-running is-upload"
      style={{ width: NODE_WIDTH, height: NODE_HEIGHT, transform: `translate(${at.x}px, ${at.y}px)` }}
    >
      <div className="flex h-5 items-center gap-1.5">
        <FileUp aria-hidden size={16} className="shrink-0 text-ink-3" />
        <span className="card-title">{name}</span>
      </div>
      <div className="card-line">{words}</div>
      <ProgressBar
        className="card-strip"
        value={fraction < 1 ? fraction : null}
        label={t('Uploading {{name}}', { name })}
      />
    </div>
  )
}

/** Uploads under way, where their nodes will stand. */
export function UploadCards() {
  const { uploads } = useServices()
  if (uploads.length === 0) return null
  return (
    <ViewportPortal>
      {uploads.map((upload) => (
        <UploadCard key={upload.id} upload={upload} />
      ))}
    </ViewportPortal>
  )
}
