'use client'

import { useMutation } from '@tanstack/react-query'
import { Download, FileText, Package } from 'lucide-react'
import type { ModelVersionView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { downloadBlob, downloadText } from '../../../components/charts/download.ts'
import { Menu, MenuItem } from '../../../components/menu.tsx'
import { toast } from '../../../components/toast-store.ts'
import { say, sayMessage } from '../../../i18n/current.ts'
import { useT } from '../../../i18n/use-t.ts'
import { errorMessage, useTRPCClient } from '../../../trpc.tsx'

/** A version as a file for another Millrace, and its card as text. */
export function DownloadMenu({ model }: { model: ModelVersionView }) {
  const { t } = useT()
  const client = useTRPCClient()
  const saveCard = () =>
    client.models.cardText.query({ id: model.id }).then(
      (text) => downloadText(text, `${model.name} v${model.version}.md`, 'text/markdown'),
      (error: Error) =>
        toast(t('The card could not be read.'), { tone: 'failed', detail: errorMessage(error) }),
    )
  const file = useMutation({
    mutationFn: async () => {
      const response = await fetch(`/api/v1/models/${model.id}/file`).catch(() => null)
      if (response?.ok) return downloadBlob(await response.blob(), `${model.name} v${model.version}.zip`)
      const answer = (await response?.json().catch(() => null)) as { error?: { message?: string } } | null
      throw new Error(
        answer?.error?.message ??
          say('Millrace does not answer. Check that it is still running, then try again.'),
      )
    },
    onError: (error) =>
      toast(t('The file could not be made.'), { tone: 'failed', detail: sayMessage(error.message) }),
  })
  return (
    <Menu
      trigger={
        <Button busy={file.isPending}>
          {!file.isPending && <Download aria-hidden />}
          {t('Download')}
        </Button>
      }
    >
      <MenuItem icon={<Package aria-hidden />} onSelect={() => file.mutate()}>
        {t('Model, for another Millrace')}
      </MenuItem>
      <MenuItem icon={<FileText aria-hidden />} onSelect={() => void saveCard()}>
        {t('Card, as Markdown')}
      </MenuItem>
    </Menu>
  )
}
