'use client'

import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useT } from '../i18n/use-t.ts'
import { errorMessage } from '../trpc.tsx'
import { Button } from './button.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { toast } from './toast-store.ts'

interface DeleteButtonProps {
  /** The question, and what deleting means. */
  title: string
  description: ReactNode
  /** What the button of the question says; *Delete* where this is missing. */
  action?: string
  /** Deletes it, and says so. */
  onDelete: () => Promise<unknown>
  /** Why it can't be deleted now. */
  refusal?: string | undefined
  /** The question is not answered before this is known. */
  busy?: boolean
  onAsk?: () => void
}

/** Deletes after a question; says so where it fails. */
export function DeleteButton({
  title,
  description,
  action,
  onDelete,
  refusal,
  busy = false,
  onAsk,
}: DeleteButtonProps) {
  const { t } = useT()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: onDelete,
    onError: (error) => toast(t('It was not deleted.'), { tone: 'failed', detail: errorMessage(error) }),
    onSettled: () => setAsking(false),
  })
  return (
    <>
      <Button
        disabled={refusal !== undefined}
        title={refusal}
        onClick={() => {
          onAsk?.()
          setAsking(true)
        }}
      >
        <Trash2 aria-hidden />
        {t('Delete')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={title}
        description={description}
        action={action ?? t('Delete')}
        busy={busy || remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  )
}
