'use client'

import type { ReactNode } from 'react'
import { formatBytes } from '../../canvas/words.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorNotice } from '../../components/notice.tsx'
import { useT } from '../../i18n/use-t.ts'
import { DropZone } from './drop-zone.tsx'
import { FetchForm } from './fetch-form.tsx'

export interface UploadDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  problem: string | undefined
  /** The file on its way. */
  file: File | undefined
  progress: ReactNode
  onFile: (file: File) => void
  /** The server is fetching a file. */
  fetching: boolean
  onFetch: (url: string) => void
}

export function UploadDialog(props: UploadDialogProps) {
  const { open, onOpenChange, problem, file, progress, onFile, fetching, onFetch } = props
  const { t } = useT()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="md"
      title={t('Upload a file')}
      description={t('The same name again makes the next version; drawings keep the version they name.')}
    >
      <div className="grid min-h-46 content-center gap-3">
        {problem !== undefined && <ErrorNotice title={problem} />}
        {file ? (
          <div className="grid gap-2">
            <p className="flex justify-between gap-3">
              <span className="min-w-0 truncate">{t('Sending {{name}}', { name: file.name })}</span>
              <span className="shrink-0 text-ink-2">{formatBytes(file.size)}</span>
            </p>
            {progress}
          </div>
        ) : (
          <>
            <DropZone onFile={onFile} disabled={fetching} />
            <FetchForm busy={fetching} onFetch={onFetch} />
          </>
        )}
      </div>
    </Dialog>
  )
}
