'use client'

import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { StateIcon } from '../../../components/state-icon.tsx'
import { toast } from '../../../components/toast-store.ts'
import { formatWhen } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { dropDraft } from '../../store/drafts.ts'
import type { Draft } from '../../store/drafts.ts'
import { bringBack } from '../../store/merging.ts'
import { MergeDialog } from './merge-dialog.tsx'

function Offer({ draft }: { draft: Draft }) {
  const { t } = useT()
  const store = useCanvasStore()
  const document = useCanvas((state) => state.document)
  const [open, setOpen] = useState(false)
  const bring = (): void => {
    if (bringBack(store, draft).conflicts.length > 0) setOpen(true)
    else
      toast(t('The work that was not saved is back.'), {
        action: { label: t('Undo'), onSelect: () => store.getState().undo() },
      })
  }
  const discard = (): void => {
    dropDraft(draft.key)
    store.getState().setDraft(null)
  }
  return (
    <div role="alert" className="canvas-banner">
      <StateIcon state="warning" size={16} decorative />
      <p className="min-w-0 flex-1">
        <b className="font-strong">
          {t('Work that was not saved is still here, from {{when}}.', {
            when: formatWhen(new Date(draft.atMs).toISOString()),
          })}
        </b>{' '}
        {t('Its page was closed before the server had it.')}
      </p>
      <Button size="sm" onClick={discard}>
        {t('Discard it')}
      </Button>
      <Button size="sm" variant="primary" onClick={bring}>
        {t('Bring it back')}
      </Button>
      {open && (
        <MergeDialog
          title={t('Bring back what was not saved')}
          sides={{ base: draft.base.document, mine: draft.document, theirs: document }}
          onClose={() => setOpen(false)}
          onMerge={(choices) => bringBack(store, draft, choices)}
        />
      )}
    </div>
  )
}

/** Offers what a page that is gone had not saved. */
export function DraftBanner() {
  const draft = useCanvas((state) => state.draft)
  const newer = useCanvas((state) => state.newer)
  return draft && !newer ? <Offer key={draft.key} draft={draft} /> : null
}
