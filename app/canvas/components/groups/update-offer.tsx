'use client'

import { CircleArrowUp } from 'lucide-react'
import { useMemo } from 'react'
import { edgeKey } from '../../../../nodes/graph/document.ts'
import { Button } from '../../../components/button.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { titleOf } from '../../store/actions.ts'
import { applyUpdate, changesOf, findUpdates } from '../../store/components.ts'
import type { Update } from '../../store/components.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { useComponents } from './use-components.ts'

/** What an update would change; what it would take away first. */
function Changes({ update }: { update: Update }) {
  const { t } = useT()
  const store = useCanvasStore()
  const document = useCanvas((state) => state.document)
  const changes = useMemo(() => changesOf(document, update), [document, update])
  const { edges, lost, added, lostParameters, addedParameters } = changes
  const names = (titles: readonly string[]): string => titles.map((title) => t(title)).join(t(', '))
  return (
    <ul className="grid gap-0.5 text-12">
      {edges.map((edge) => (
        <li key={edgeKey(edge)} className="text-failed">
          {t('A wire goes: {{from}} to {{to}}', {
            from: titleOf(store, edge.from.node),
            to: titleOf(store, edge.to.node),
          })}
        </li>
      ))}
      {lost.length > 0 && <li>{t('Ports that go: {{names}}', { names: names(lost) })}</li>}
      {lostParameters.length > 0 && (
        <li>{t('Parameters that go: {{names}}', { names: names(lostParameters) })}</li>
      )}
      {added.length > 0 && <li>{t('New ports: {{names}}', { names: names(added) })}</li>}
      {addedParameters.length > 0 && (
        <li>{t('New parameters: {{names}}', { names: names(addedParameters) })}</li>
      )}
      {edges.length + lost.length + added.length + lostParameters.length + addedParameters.length === 0 && (
        <li>{t('Its ports and parameters stay as they are.')}</li>
      )}
    </ul>
  )
}

/** What a card can be updated to; undefined where it stands for the newest version. */
function useUpdate(nodeId: string): Update | undefined {
  const components = useComponents()
  const document = useCanvas((state) => state.document)
  return useMemo(
    () => findUpdates(document, components).find(({ cards }) => cards.includes(nodeId)),
    [document, components, nodeId],
  )
}

/** On a card: there is a newer version of its pipeline. */
export function UpdateMark({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const update = useUpdate(nodeId)
  if (!update) return null
  return (
    <span
      title={t('A newer version, {{version}}, is there.', { version: update.newer.version })}
      className="shrink-0 text-accent-ink"
    >
      <CircleArrowUp aria-hidden size={14} />
    </span>
  )
}

/** Offered where a card stands for an older version of its pipeline than was saved last. */
export function UpdateOffer({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const store = useCanvasStore()
  const update = useUpdate(nodeId)
  const own = useMemo(() => update && { ...update, cards: [nodeId] }, [update, nodeId])
  if (!update || !own) return null
  return (
    <section className="update-offer" aria-label={t('A newer version')}>
      <p className="font-strong">
        {t('A newer version, {{version}}, is there.', { version: update.newer.version })}
      </p>
      <Changes update={own} />
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant="primary" onClick={() => applyUpdate(store, own)}>
          {t('Update')}
        </Button>
        {update.cards.length > 1 && (
          <Button size="sm" onClick={() => applyUpdate(store, update)}>
            {t('Update all {{count}}', { count: update.cards.length })}
          </Button>
        )}
      </div>
    </section>
  )
}

/** Over the drawing: pipelines used in it that were saved anew since. */
export function UpdatesBanner() {
  const { t } = useT()
  const store = useCanvasStore()
  const components = useComponents()
  const readOnly = useCanvas((state) => state.readOnly)
  const document = useCanvas((state) => state.document)
  const updates = useMemo(() => findUpdates(document, components), [document, components])
  const [first] = updates
  if (!first || readOnly) return null
  const gone = updates.some((update) => changesOf(document, update).edges.length > 0)
  const show = (): void => {
    store.getState().select(first.cards.slice(0, 1))
    store.getState().showInspector('settings')
  }
  return (
    <output className="updates-banner">
      <span className="min-w-0">
        {updates.length === 1
          ? t('{{title}} has a newer version.', { title: first.newer.title })
          : t('{{count}} of the pipelines used here have newer versions.', { count: updates.length })}
      </span>
      <Button size="sm" onClick={show}>
        {t('What changed')}
      </Button>
      {!gone && (
        <Button
          size="sm"
          variant="primary"
          onClick={() => updates.forEach((update) => applyUpdate(store, update))}
        >
          {t('Update')}
        </Button>
      )}
    </output>
  )
}
