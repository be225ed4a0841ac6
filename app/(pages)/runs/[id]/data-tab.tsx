'use client'

import { useState } from 'react'
import type { LiveRun } from '../../../canvas/store/live-run.ts'
import { formatCount } from '../../../canvas/words.ts'
import { ValueTable } from '../../../components/data-table/value-table.tsx'
import type { NodeTypeViews } from '../../../components/node-types.ts'
import { EmptyState } from '../../../components/notice.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { listOutputs } from './run-outputs.ts'

/** The tables that came in at the sources of the drawing, as this run read them. */
export function DataTab({ live, nodeTypes }: { live: LiveRun; nodeTypes: NodeTypeViews }) {
  const { t } = useT()
  const sources = listOutputs(live, (value) => value.port === 'table').filter(
    (output) => nodeTypes[output.type]?.category === 'data',
  )
  const [chosen, setChosen] = useState<string>()
  const shown = sources.find((source) => source.nodeId === chosen) ?? sources[0]
  if (!shown || shown.value.port !== 'table')
    return (
      <EmptyState title={t('No data was read')}>
        {t('The run ended before its first node was done.')}
      </EmptyState>
    )
  return (
    <section aria-label={t('Data read')} className="overflow-hidden rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
        {sources.length > 1 && (
          <Segmented
            label={t('Which source')}
            value={shown.nodeId}
            onValueChange={setChosen}
            options={sources.map((source) => ({ value: source.nodeId, label: t(source.title) }))}
          />
        )}
        <span>
          <b className="font-strong">
            {t('{{rows}} rows × {{columns}} columns', {
              rows: formatCount(shown.value.rows),
              columns: formatCount(shown.value.schema.columns.length),
            })}
          </b>{' '}
          <span className="text-ink-2">{t(shown.title)}</span>
        </span>
        <span
          className="ml-auto font-mono text-12 text-ink-3"
          title={t('Digest of the content: the same data, the same digest')}
        >
          {shown.value.digest.slice(0, 12)}
        </span>
      </div>
      <ValueTable
        key={shown.nodeId}
        runId={live.run.id}
        nodeId={shown.nodeId}
        port={shown.port}
        schema={shown.value.schema}
        rows={shown.value.rows}
        label={t(shown.title)}
        className="h-[min(64dvh,620px)]"
      />
    </section>
  )
}
