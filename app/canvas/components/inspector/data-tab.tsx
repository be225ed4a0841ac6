'use client'

import { Maximize2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { TableSchema } from '../../../../nodes/kit/columns.ts'
import type { PortValue } from '../../../../nodes/kit/values.ts'
import { Button } from '../../../components/button.tsx'
import { MiniHistogram } from '../../../components/charts/mini-histogram.tsx'
import { ColumnIcon } from '../../../components/column-icon.tsx'
import { ValueTable } from '../../../components/data-table/value-table.tsx'
import { figureTitle } from '../../../components/reports/metric-figures.ts'
import { PortShape } from '../../../components/port-shape.tsx'
import type { Card } from '../../hooks/use-card.ts'
import { findSource, findValue, useColumnStatistics } from '../../hooks/use-value.ts'
import type { PortEntry } from '../../hooks/use-value.ts'
import { titleOf } from '../../store/actions.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { formatCount, formatFigure, isTraining, trainingTitle } from '../../words.ts'
import { useT } from '../../../i18n/use-t.ts'
import { ColumnCard } from './column-card.tsx'

function listPorts(card: Card): PortEntry[] {
  const { definition } = card
  const entries = (side: 'input' | 'output'): PortEntry[] =>
    Object.entries((side === 'input' ? definition?.inputs : definition?.outputs) ?? {}).map(
      ([port, spec]) => ({
        side,
        port,
        spec,
      }),
    )
  return [...entries('input'), ...entries('output')]
}

function PortTabs(props: {
  nodeId: string
  ports: readonly PortEntry[]
  chosen: PortEntry
  onChoose: (entry: PortEntry) => void
}) {
  const { t } = useT()
  const { nodeId, ports, chosen, onChoose } = props
  const store = useCanvasStore()
  const words = (entry: PortEntry): string => {
    if (entry.side === 'output')
      return ports.filter((other) => other.side === 'output').length > 1 ? t(entry.spec.title) : t('Out')
    const source = findSource(store.getState(), nodeId, entry)
    return source
      ? t('In from {{title}}', { title: titleOf(store, source.node) })
      : t('{{title}}, free', { title: t(entry.spec.title) })
  }
  return (
    <fieldset aria-label={t('Port')} className="port-tabs" data-many={ports.length > 3}>
      {ports.map((entry) => (
        <button
          key={`${entry.side} ${entry.port}`}
          type="button"
          aria-pressed={entry === chosen}
          title={`${entry.side === 'input' ? t('Input') : t('Output')} ${t(entry.spec.title)}`}
          onClick={() => onChoose(entry)}
        >
          <PortShape type={entry.spec.type} size={12} />
          <span className="truncate">{words(entry)}</span>
        </button>
      ))}
    </fieldset>
  )
}

/** Columns as they will arrive, or with statistics of the last run where there was one. */
function ColumnList(props: { nodeId: string; entry: PortEntry; schema: TableSchema }) {
  const { t } = useT()
  const { nodeId, entry, schema } = props
  const statistics = useColumnStatistics(nodeId, entry)
  return (
    <ul aria-label={t('Columns')} className="picker">
      {schema.columns.map((column) => {
        const known = statistics[column.name]
        const missing = known?.missing ?? 0
        return (
          <li key={column.name} className="column-row">
            <ColumnIcon kind={column.kind} role={column.role} />
            <span className="truncate font-mono text-12" title={column.name}>
              {column.name}
            </span>
            <span className="w-12">
              {known?.bars && <MiniHistogram counts={known.bars} width={48} height={14} />}
            </span>
            <span
              className={missing > 0.1 ? 'text-right text-12 text-warning' : 'text-right text-12 text-ink-3'}
            >
              {known && missing > 0
                ? t('{{missing}} % missing', { missing: (missing * 100).toFixed(1) })
                : t(column.role)}
            </span>
          </li>
        )
      })}
      {schema.columns.length === 0 && (
        <li className="px-2 py-1.5 text-12 text-ink-3">{t('No columns yet.')}</li>
      )}
      {schema.open && (
        <li className="px-2 py-1.5 text-12 text-ink-3">
          {t('More columns may come that only a run can tell.')}
        </li>
      )}
    </ul>
  )
}

function OtherValue({ value }: { value: PortValue }) {
  const { t } = useT()
  const metrics = 'metrics' in value ? Object.entries(value.metrics) : []
  const trained = value.port === 'model' || (value.port === 'report' && isTraining(value.kind))
  const title = trained ? trainingTitle : figureTitle
  return (
    <>
      <p className="text-ink-2">
        {value.port === 'blueprint' && t('A blueprint of the family {{family}}.', { family: value.family })}
        {value.port === 'model' &&
          t('A model that predicts {{name}} from {{columns}}.', {
            name: value.schema.target?.name ?? t('a target'),
            columns: t('{{count}} columns', { count: value.schema.inputs.length }),
          })}
        {value.port === 'report' && t('A report: see Results.')}
        {value.port === 'signal' && t('A signal that the step is done.')}
      </p>
      {metrics.length > 0 && (
        <table className="figures mt-2">
          <tbody>
            {metrics.map(([name, figure]) => (
              <tr key={name}>
                <th scope="row">{title(name)}</th>
                <td>{formatFigure(figure)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

function Wide(props: {
  runId: string
  source: { node: string; port: string }
  value: PortValue
  label: string
}) {
  const { runId, source, value, label } = props
  const [column, setColumn] = useState<string | null>(null)
  if (value.port !== 'table') return <OtherValue value={value} />
  const chosen = value.schema.columns.find((candidate) => candidate.name === column)
  return (
    <div className="flex min-h-0 flex-1">
      <ValueTable
        key={`${runId} ${source.node} ${source.port}`}
        runId={runId}
        nodeId={source.node}
        port={source.port}
        schema={value.schema}
        rows={value.rows}
        label={label}
        selected={column}
        onSelect={setColumn}
        className="min-w-0 flex-1"
      />
      {chosen && (
        <ColumnCard
          runId={runId}
          nodeId={source.node}
          port={source.port}
          column={chosen}
          onClose={() => setColumn(null)}
        />
      )}
    </div>
  )
}

/** What lies at each port of a node: rows and columns of the last run, or the columns that would arrive. */
export function DataTab({ card }: { card: Card }) {
  const { t } = useT()
  const nodeId = card.node.id
  const { wide, port: wanted } = useCanvas((state) => state.inspector)
  const choosePort = useCanvas((state) => state.choosePort)
  const setWide = useCanvas((state) => state.setWide)
  const ports = useMemo(() => listPorts(card), [card])
  const chosen =
    ports.find((entry) => entry.side === wanted?.side && entry.port === wanted.port) ??
    ports.find((entry) => entry.side === 'output' && entry.spec.type === 'table') ??
    ports[0]
  const runId = useCanvas((state) => state.live?.run.id)
  const runNumber = useCanvas((state) => state.live?.run.number)
  const sourceNode = useCanvas((state) => (chosen ? findSource(state, nodeId, chosen)?.node : undefined))
  const sourcePort = useCanvas((state) => (chosen ? findSource(state, nodeId, chosen)?.port : undefined))
  const value = useCanvas((state) =>
    findValue(
      state,
      sourceNode !== undefined && sourcePort !== undefined ? { node: sourceNode, port: sourcePort } : null,
    ),
  )
  const drawn = useCanvas(({ analysis }) => {
    const schema = analysis.propagation.nodes.get(sourceNode ?? '')?.outputs[sourcePort ?? '']
    return schema && 'columns' in schema ? (schema as TableSchema) : undefined
  })
  if (!chosen) return <p className="text-ink-3">{t('This node has no ports.')}</p>

  const schema = value?.port === 'table' ? value.schema : drawn
  const heading =
    value?.port === 'table'
      ? t('{{rows}} × {{columns}}', {
          rows: t('{{count}} rows', { count: value.rows }),
          columns: formatCount(value.schema.columns.length),
        })
      : schema
        ? t('{{count}} columns', { count: schema.columns.length })
        : ''
  const since = value
    ? t('as of run {{number}}', { number: runNumber ?? 0 })
    : sourceNode === undefined
      ? ''
      : t('not run yet')
  return (
    <div className={wide ? 'flex min-h-0 flex-1 flex-col' : 'grid gap-3'}>
      <div className={wide ? 'data-bar' : 'grid gap-2'}>
        <PortTabs nodeId={nodeId} ports={ports} chosen={chosen} onChoose={choosePort} />
        <p>
          <b className="font-strong">{heading}</b> <span className="text-12 text-ink-3">{since}</span>
        </p>
        {!wide && value?.port === 'table' && (
          <Button size="sm" className="justify-self-start" onClick={() => setWide(true)}>
            <Maximize2 aria-hidden />
            {t('Open the rows wide')}
          </Button>
        )}
      </div>
      {wide && value && runId !== undefined && sourceNode !== undefined && sourcePort !== undefined ? (
        <Wide
          runId={runId}
          source={{ node: sourceNode, port: sourcePort }}
          value={value}
          label={t(chosen.spec.title)}
        />
      ) : value && value.port !== 'table' ? (
        <OtherValue value={value} />
      ) : schema ? (
        <ColumnList nodeId={nodeId} entry={chosen} schema={schema} />
      ) : (
        <p className="text-ink-3">
          {sourceNode === undefined
            ? t('Nothing is connected here.')
            : t('Run the pipeline to see what is here.')}
        </p>
      )}
    </div>
  )
}
