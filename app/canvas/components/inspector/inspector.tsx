'use client'

import { Ellipsis, Maximize2, Minimize2, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { memo } from 'react'
import type { ReactNode } from 'react'
import { StateBadge } from '../../../components/badge.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { NodeIcon } from '../../../components/node-icon.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { TabPanel, Tabs } from '../../../components/tabs.tsx'
import { useCard } from '../../hooks/use-card.ts'
import type { Card } from '../../hooks/use-card.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { renameNode } from '../../store/document.ts'
import { isWide, subjectOf } from '../../store/subject.ts'
import type { InspectorTab } from '../../store/view-slice.ts'
import { useT } from '../../../i18n/use-t.ts'
import { PipelinePanel } from './pipeline-panel.tsx'
import { SelectionPanel } from './selection-panel.tsx'
import { SettingsTab } from './settings-tab.tsx'

const waiting = () => <Skeleton className="h-24" />
// Tables, charts and the markdown reader are fetched when their tab is first opened.
const DataTab = dynamic(() => import('./data-tab.tsx').then((module) => module.DataTab), { loading: waiting })
const ResultsTab = dynamic(() => import('./results-tab.tsx').then((module) => module.ResultsTab), {
  loading: waiting,
})
const DocsTab = dynamic(() => import('./docs-tab.tsx').then((module) => module.DocsTab), { loading: waiting })

function Title({ card }: { card: Card }) {
  const { t } = useT()
  const edit = useCanvas((state) => state.edit)
  const { node, definition } = card
  const own = definition ? t(definition.title) : node.type
  return (
    // A long title takes several lines.
    <textarea
      id="node-title"
      rows={1}
      aria-label={t('Title of the node')}
      className="title-input"
      maxLength={120}
      placeholder={own}
      value={node.title === undefined ? own : t(node.title)}
      onChange={(event) => {
        const typed = event.target.value.replaceAll(/\s*\n\s*/g, ' ')
        const title = typed === own ? '' : typed
        edit((document) => renameNode(document, node.id, title), { key: `title:${node.id}` })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        event.preventDefault()
        event.currentTarget.blur()
      }}
    />
  )
}

function Head({ card }: { card: Card }) {
  const { t } = useT()
  const store = useCanvasStore()
  const { tab, wide } = useCanvas((state) => state.inspector)
  const readOnly = useCanvas((state) => state.readOnly)
  const { node, definition, view } = card
  return (
    <header className="inspector-head">
      <NodeIcon icon={definition?.icon ?? 'blocks'} category={definition?.category ?? 'control'} />
      <div className="inspector-title">
        <Title card={card} />
        {view.state === 'idle' ? (
          <StateBadge state="failed">{t('Problem')}</StateBadge>
        ) : (
          <StateBadge state={view.state} />
        )}
      </div>
      {tab === 'data' && (
        <IconButton
          size="sm"
          label={wide ? t('Narrow') : t('Wide')}
          onClick={() => store.getState().setWide(!wide)}
        >
          {wide ? <Minimize2 aria-hidden /> : <Maximize2 aria-hidden />}
        </IconButton>
      )}
      {!readOnly && (
        <IconButton
          size="sm"
          label={t('More for {{title}}', { title: view.title })}
          tooltip={false}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            const screen = { x: box.left - 160, y: box.bottom + 4 }
            store.getState().openOverlay({ kind: 'nodeMenu', nodeId: node.id, screen })
          }}
        >
          <Ellipsis aria-hidden />
        </IconButton>
      )}
      <IconButton
        size="sm"
        label={t('Close the inspector')}
        onClick={() => store.getState().closeInspector()}
      >
        <X aria-hidden />
      </IconButton>
    </header>
  )
}

/** Controls that do nothing where the drawing can only be looked at. */
function Settings({ children }: { children: ReactNode }) {
  const readOnly = useCanvas((state) => state.readOnly)
  return (
    <fieldset disabled={readOnly} className="contents">
      {children}
    </fieldset>
  )
}

/** The tab asked for; until one was, an evaluation that is done shows what it found. */
function useTab(card: Card): InspectorTab {
  const { id, type } = card.node
  return useCanvas(({ inspector, live }) => {
    const state = live?.nodes[id]?.state
    const found = type === 'evaluate.evaluate' && (state === 'succeeded' || state === 'cached')
    return found && !inspector.chosen ? 'results' : inspector.tab
  })
}

function NodeInspector({ card }: { card: Card }) {
  const { t } = useT()
  const tab = useTab(card)
  const showInspector = useCanvas((state) => state.showInspector)
  const { definition } = card
  return (
    <>
      <Head card={card} />
      <Tabs<InspectorTab>
        value={tab}
        onValueChange={showInspector}
        label={t('Inspector')}
        className="flex min-h-0 flex-1 flex-col"
        listClassName="px-4"
        items={[
          { value: 'settings', label: t('Settings') },
          { value: 'data', label: t('Data') },
          { value: 'results', label: t('Results') },
          { value: 'docs', label: t('Docs') },
        ]}
      >
        <TabPanel value="settings" className="inspector-pane">
          <Settings>
            <SettingsTab card={card} />
          </Settings>
        </TabPanel>
        <TabPanel value="data" className="inspector-pane is-data">
          <DataTab card={card} />
        </TabPanel>
        <TabPanel value="results" className="inspector-pane">
          <ResultsTab card={card} />
        </TabPanel>
        <TabPanel value="docs" className="inspector-pane">
          {definition ? (
            <DocsTab definition={definition} />
          ) : (
            <p>{t('Nothing is known of this node type.')}</p>
          )}
        </TabPanel>
      </Tabs>
    </>
  )
}

function Subject({ id }: { id: string }) {
  const card = useCard(id)
  return card ? <NodeInspector key={id} card={card} /> : null
}

/** The right panel: about the chosen node, several of them, or the pipeline as a whole. */
export const Inspector = memo(function Inspector() {
  const { t } = useT()
  const open = useCanvas((state) => state.inspector.open)
  const wide = useCanvas(isWide)
  const subject = useCanvas(subjectOf)
  const several = useCanvas((state) => state.selection.length > 1)
  if (!open) return null
  return (
    <aside id="inspector" tabIndex={-1} aria-label={t('Inspector')} className="inspector" data-wide={wide}>
      {subject !== null ? (
        <Subject id={subject} />
      ) : (
        <Settings>{several ? <SelectionPanel /> : <PipelinePanel />}</Settings>
      )}
    </aside>
  )
})
