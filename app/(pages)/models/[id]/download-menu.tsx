'use client'

import { Download, FileText, Package } from 'lucide-react'
import type { ModelVersionView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { downloadText } from '../../../components/charts/download.ts'
import { Menu, MenuItem } from '../../../components/menu.tsx'
import { toast } from '../../../components/toast-store.ts'
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
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden />
          {t('Download')}
        </Button>
      }
    >
      <MenuItem
        icon={<Package aria-hidden />}
        onSelect={() => window.location.assign(`/api/v1/models/${model.id}/file`)}
      >
        {t('Model, for another Millrace')}
      </MenuItem>
      <MenuItem icon={<FileText aria-hidden />} onSelect={() => void saveCard()}>
        {t('Card, as Markdown')}
      </MenuItem>
    </Menu>
  )
}
