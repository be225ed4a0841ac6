'use client'

import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { definitions } from '../definitions.ts'
import { describeInputs } from '../../../nodes/graph/pipeline-inputs.ts'
import { valueWords } from '../../components/input-values.tsx'
import { TemplateDialog } from '../../components/template-dialog.tsx'
import { toast } from '../../components/toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { useCanvas, useCanvasStore } from '../store/context.tsx'

/** Keeps the drawing, as it stands, to begin others from. */
export function SaveTemplate() {
  const { t } = useT()
  const router = useRouter()
  const store = useCanvasStore()
  const close = useCanvas((state) => state.closeOverlay)
  const draft = useMemo(() => {
    const { name, document } = store.getState()
    return { title: name, description: '', document }
  }, [store])
  const inputs = describeInputs(draft.document, definitions)
  return (
    <TemplateDialog
      draft={draft}
      onClose={close}
      onSaved={(title) =>
        toast(t('{{title}} is a template now.', { title }), {
          action: { label: t('See the templates'), onSelect: () => router.push('/templates') },
        })
      }
    >
      <section aria-label={t('Parameters')} className="grid gap-1 text-12">
        <h3 className="font-strong text-ink-2">{t('It will ask for')}</h3>
        {inputs.length === 0 ? (
          <p className="text-ink-3">
            {t(
              'Nothing: the drawing has no parameters. Make some in the panel beside the drawing, with no node chosen.',
            )}
          </p>
        ) : (
          <ul className="grid gap-0.5">
            {inputs.map((input) => (
              <li key={input.name} className="flex gap-2">
                <span className="min-w-0 truncate">{input.title}</span>
                <span className="ml-auto max-w-1/2 truncate text-ink-2">
                  {valueWords(input, input.default)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </TemplateDialog>
  )
}
