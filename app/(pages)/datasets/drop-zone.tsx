'use client'

import { Upload } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { useT } from '../../i18n/use-t.ts'
import { ACCEPTED } from './upload.ts'

/** A place to drop a file on, or to choose one from. */
export function DropZone({
  onFile,
  disabled = false,
  children,
}: {
  onFile: (file: File) => void
  disabled?: boolean
  children?: ReactNode
}) {
  const { t } = useT()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  return (
    <div
      onDragOver={(event) => {
        if (disabled || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const [file] = event.dataTransfer.files
        if (file && !disabled) onFile(file)
      }}
      className={cn(
        'grid justify-items-center gap-3 rounded-md border border-dashed px-6 py-8 text-center transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-line-control',
      )}
    >
      <Upload aria-hidden className="size-6 text-ink-3" strokeWidth={1.5} />
      <div>
        <p className="font-strong">{t('Drop a file here')}</p>
        <p className="text-12 text-ink-3">
          {children ?? t('CSV, TSV, JSON, JSON lines, Parquet or a zip of images')}
        </p>
      </div>
      <label
        className={cn(
          buttonClass(),
          'focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent',
          disabled ? 'opacity-50' : 'cursor-pointer',
        )}
      >
        {t('Choose a file')}
        <input
          ref={input}
          type="file"
          accept={ACCEPTED}
          disabled={disabled}
          className="sr-only"
          onChange={(event) => {
            const file = event.target.files?.[0]
            // The same file may be chosen again after a failure.
            event.target.value = ''
            if (file) onFile(file)
          }}
        />
      </label>
    </div>
  )
}
