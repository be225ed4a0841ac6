'use client'

import type { ReactNode } from 'react'
import { formatCount } from '../../canvas/words.ts'
import { Button } from '../../components/button.tsx'
import { useT } from '../../i18n/use-t.ts'

/** A template as the gallery shows it. */
export interface TemplateView {
  id: string
  title: string
  question: string
  description: string
  dataset: { title: string; rows: number }
  picture: ReactNode
}

export interface TemplateCardProps {
  template: TemplateView
  /** The one to begin with: its button is the main one of the page. */
  primary: boolean
  busy: boolean
  disabled: boolean
  onUse: () => void
}

/** A template: picture of its drawing, the question it answers, its data. */
export function TemplateCard({ template, primary, busy, disabled, onUse }: TemplateCardProps) {
  const { t } = useT()
  const { dataset } = template
  return (
    <article
      title={template.description}
      className="overflow-hidden rounded-md border border-line bg-surface transition-shadow hover:border-line-strong hover:shadow-float"
    >
      <div className="dotted border-b border-line">{template.picture}</div>
      <div className="flex items-end gap-3 py-2.5 pr-3 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-14 font-title">{template.title}</h2>
          <p className="truncate text-ink-2">{template.question}</p>
          <p className="truncate text-12 leading-[18px] text-ink-3">
            {t('{{title}} · {{rows}} rows', { title: dataset.title, rows: formatCount(dataset.rows) })}
          </p>
        </div>
        <Button
          variant={primary ? 'primary' : 'plain'}
          busy={busy}
          disabled={disabled}
          aria-label={t('Use {{title}}', { title: template.title })}
          onClick={onUse}
        >
          {t('Use')}
        </Button>
      </div>
    </article>
  )
}
