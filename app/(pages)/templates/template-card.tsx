'use client'

import type { ReactNode } from 'react'
import { templateTasks } from '../../../nodes/templates/task.ts'
import type { TemplateView } from '../../../nodes/templates/view.ts'
import { formatCount } from '../../canvas/words.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { DrawingPicture } from '../../components/drawing-picture.tsx'
import type { NodeTypeViews } from '../../components/node-types.ts'
import { formatWhen } from '../../components/when.ts'
import { useT } from '../../i18n/use-t.ts'

export interface TemplateCardProps {
  template: TemplateView
  nodeTypes: NodeTypeViews
  /** The one to begin with: its button is the main one of the page. */
  primary?: boolean
  /** With the whole description and the parameters. */
  full?: boolean
  busy: boolean
  disabled: boolean
  /** Beside *Use*: a menu. */
  actions?: ReactNode
  onUse: () => void
}

/** A template: picture of its drawing, the question it answers, its data, what it asks for. */
export function TemplateCard(props: TemplateCardProps) {
  const { template, nodeTypes, primary = false, full = false, busy, disabled, actions, onUse } = props
  const { t } = useT()
  const { dataset, task, parameters } = template
  // Those that come along are translated; a text of one's own that is no text of the page stays as it is.
  const title = t(template.title)
  const description = t(template.description)
  const second = template.question === null ? description : t(template.question)
  const facts = [
    task === null ? null : t(templateTasks[task]),
    dataset && t('{{title}}, {{rows}} rows', { title: t(dataset.title), rows: formatCount(dataset.rows) }),
    template.updatedAt && t('saved {{when}}', { when: formatWhen(template.updatedAt) }),
    !full && parameters.length > 0 ? t('{{count}} parameters', { count: parameters.length }) : null,
  ].filter((fact) => fact !== null && fact !== '')
  const factLine = <p className="truncate text-12 leading-[18px] text-ink-3">{facts.join(' · ')}</p>
  return (
    <article
      title={full ? undefined : description}
      className="flex h-full flex-col overflow-hidden rounded-md border border-line bg-surface transition-shadow hover:border-line-strong hover:shadow-float"
    >
      <div className="dotted border-b border-line">
        <DrawingPicture document={template.document} nodeTypes={nodeTypes} />
      </div>
      <div className={cn('flex flex-1 gap-2 py-2.5 pr-3 pl-4', full ? 'flex-col' : 'items-end')}>
        <div className={cn('min-w-0 flex-1', !full && 'self-start')}>
          <h2 className="truncate text-14 font-title">{title}</h2>
          {second !== '' && <p className={full ? 'text-ink-2' : 'truncate text-ink-2'}>{second}</p>}
          {full && template.question !== null && <p className="mt-1 text-12 text-ink-3">{description}</p>}
          {full && parameters.length > 0 && (
            <ul aria-label={t('Parameters')} className="mt-1.5 flex flex-wrap gap-1">
              {parameters.map(({ name, title }) => (
                <li
                  key={name}
                  className="max-w-full truncate rounded-sm bg-surface-3 px-1.5 text-12 text-ink-2"
                >
                  {t(title)}
                </li>
              ))}
            </ul>
          )}
          {!full && factLine}
        </div>
        <div className="flex items-center gap-2">
          {full && <div className="min-w-0 flex-1">{factLine}</div>}
          {actions}
          <Button
            variant={primary ? 'primary' : 'plain'}
            busy={busy}
            disabled={disabled}
            aria-label={t('Use {{title}}', { title })}
            onClick={onUse}
          >
            {t('Use')}
          </Button>
        </div>
      </div>
    </article>
  )
}
