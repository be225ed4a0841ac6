'use client'

import { ExternalLink, Ungroup } from 'lucide-react'
import { componentOf } from '../../../../nodes/graph/components.ts'
import type { PipelineComponent } from '../../../../nodes/graph/document.ts'
import { isWithin } from '../../../../nodes/graph/expand.ts'
import { Button, buttonClass } from '../../../components/button.tsx'
import { StateIcon } from '../../../components/state-icon.tsx'
import { visualStateOfNode } from '../../../components/states.ts'
import { useT } from '../../../i18n/use-t.ts'
import { definitions } from '../../definitions.ts'
import { summariseOutputs } from '../../store/card-view.ts'
import { dissolveCards } from '../../store/components.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { findNode } from '../../store/document.ts'
import { MessageText } from '../message-text.tsx'
import { nodeTitle } from '../../../../nodes/graph/connect.ts'
import { UpdateOffer } from './update-offer.tsx'

/** A node inside of a card, and how it went in the run shown. */
function InnerNode({ id, title }: { id: string; title: string }) {
  const { t } = useT()
  const node = useCanvas((state) => state.live?.nodes[id])
  const runId = useCanvas((state) => state.live?.run.id)
  const state = node ? visualStateOfNode(node) : 'idle'
  return (
    <li className="grid gap-0.5 border-b border-line py-1 last:border-0">
      <span className="flex items-center gap-2">
        <StateIcon state={state} />
        {node && runId !== undefined ? (
          <a href={`/runs/${runId}`} className="min-w-0 truncate hover:underline">
            {t(title)}
          </a>
        ) : (
          <span className="min-w-0 truncate">{t(title)}</span>
        )}
        <span className="ml-auto shrink-0 text-12 text-ink-2">{summariseOutputs(node?.outputs ?? null)}</span>
      </span>
      {node?.error && (
        <span className="text-12 text-failed">
          <MessageText>{node.error.message}</MessageText>
        </span>
      )}
    </li>
  )
}

function Inside({ cardId, component }: { cardId: string; component: PipelineComponent }) {
  const { t } = useT()
  // Nodes of pipelines inside of this one as the run had them; else those that are drawn.
  const planned = useCanvas(({ live }) => live?.planNodes)
  const ran = planned?.filter(({ id }) => id !== cardId && isWithin(id, cardId)) ?? []
  const nodes =
    ran.length > 0
      ? ran.map(({ id, title }) => ({ id, title: title.split(' › ').slice(1).join(' › ') || title }))
      : component.document.nodes.map((node) => ({
          id: `${cardId}/${node.id}`,
          title: nodeTitle(node, definitions),
        }))
  return (
    <section className="form-section" aria-label={t('Nodes inside')}>
      <h3 className="form-heading">
        {t('Nodes inside')}
        <span className="count">{nodes.length}</span>
      </h3>
      <ul>
        {nodes.map(({ id, title }) => (
          <InnerNode key={id} id={id} title={title} />
        ))}
      </ul>
    </section>
  )
}

/** Of a card that stands for a pipeline: which, what is inside, and how to change it. */
export function CardTools({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const store = useCanvasStore()
  const pipelineId = useCanvas((state) => state.pipelineId)
  const readOnly = useCanvas((state) => state.readOnly)
  const component = useCanvas(({ document }) => {
    const node = findNode(document, nodeId)
    return node && componentOf(document, node.type)
  })
  if (!component) return null
  return (
    <>
      <section className="form-section" aria-label={t('Pipeline')}>
        <p className="mb-2 text-12 text-ink-2">
          {t('{{title}}, version {{version}}', { title: component.title, version: component.version })}
        </p>
        {!readOnly && <UpdateOffer nodeId={nodeId} />}
        <div className="flex flex-wrap gap-2">
          {component.pipelineId !== null && (
            <a
              href={`/pipelines/${component.pipelineId}?from=${pipelineId}`}
              target="_blank"
              rel="noopener"
              className={buttonClass('plain', 'sm')}
            >
              <ExternalLink aria-hidden />
              {t('Open')}
            </a>
          )}
          {!readOnly && (
            <Button
              size="sm"
              title={t('Put its nodes in the place of the card')}
              onClick={() => dissolveCards(store, [nodeId])}
            >
              <Ungroup aria-hidden />
              {t('Dissolve')}
            </Button>
          )}
        </div>
      </section>
      <Inside cardId={nodeId} component={component} />
    </>
  )
}
