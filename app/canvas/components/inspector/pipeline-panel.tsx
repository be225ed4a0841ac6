'use client'

import { X } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { InputValue } from '../../../../nodes/graph/pipeline-inputs.ts'
import { StateBadge } from '../../../components/badge.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { metricFigures } from '../../../components/reports/metric-figures.ts'
import { visualStateOfRun } from '../../../components/states.ts'
import { TextField } from '../../../components/text-field.tsx'
import { valueText } from '../../../components/value-text.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useCanvas } from '../../store/context.tsx'
import { setSeed } from '../../store/document.ts'
import { PipelinePortsPanel } from '../groups/port-tools.tsx'
import { PipelineParameters } from './pipeline-parameters.tsx'
import { formatClock, formatDay } from '../../words.ts'
import { MessageText } from '../message-text.tsx'

const MOST = 0xffffffff

function Seed() {
  const { t } = useT()
  const seed = useCanvas((state) => state.document.seed)
  const edit = useCanvas((state) => state.edit)
  const [draft, setDraft] = useState<string | null>(null)
  const wrong = draft !== null && !/^\d+$/.test(draft.trim())
  return (
    <div className="form-row">
      <label htmlFor="pipeline-seed">{t('Seed')}</label>
      <TextField
        id="pipeline-seed"
        inputMode="numeric"
        invalid={wrong}
        aria-describedby="pipeline-seed-help"
        value={draft ?? String(seed)}
        onChange={(event) => {
          const typed = event.target.value
          setDraft(typed)
          if (/^\d+$/.test(typed.trim())) {
            const next = Math.min(MOST, Number(typed))
            edit((document) => setSeed(document, next), { key: 'seed' })
          }
        }}
        onBlur={() => setDraft(null)}
      />
      <p id="pipeline-seed-help" className="form-help">
        {wrong ? t('Whole numbers from 0 only.') : t('The same seed and drawing give the same result.')}
      </p>
    </div>
  )
}

/** What the run was given for the pipeline's parameters, where it was not the defaults. */
function GivenValues({ values }: { values: Readonly<Record<string, InputValue>> }) {
  const { t } = useT()
  const inputs = useCanvas((state) => state.document.inputs)
  const given = Object.entries(values)
  if (given.length === 0) return null
  const words = given.map(([name, value]) => `${t(inputs[name]?.title ?? name)} ${valueText(value)}`)
  return <p className="mb-2 text-12 text-ink-2">{t('With {{values}}', { values: words.join(', ') })}</p>
}

function LastRun() {
  const { t } = useT()
  const run = useCanvas((state) => state.live?.run)
  if (!run) return <p className="text-ink-3">{t('Not run yet.')}</p>
  const metrics = metricFigures(run.metrics)
  return (
    <>
      <p className="mb-2 flex items-center gap-2">
        <Link href={`/runs/${run.id}`} className="font-strong text-accent-ink hover:underline">
          {t('Run {{number}}', { number: run.number })}
        </Link>
        <StateBadge state={visualStateOfRun(run)} />
        <span className="ml-auto text-12 text-ink-3">
          {formatDay(run.createdAt)}, {formatClock(run.createdAt)}
        </span>
      </p>
      <GivenValues values={run.inputs} />
      {run.error && (
        <p className="mb-2 text-failed">
          <MessageText>{run.error.message}</MessageText>
        </p>
      )}
      {metrics.length > 0 && (
        <table className="figures">
          <tbody>
            {metrics.map(({ name, title, text }) => (
              <tr key={name}>
                <th scope="row">{title}</th>
                <td className="is-main">{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {run.backend !== null && (
        <p className="mt-2 text-12 text-ink-3">{t('Numbers by {{backend}}', { backend: run.backend })}</p>
      )}
    </>
  )
}

/** With nothing chosen: the pipeline as a whole. */
export function PipelinePanel() {
  const { t } = useT()
  const name = useCanvas((state) => state.name)
  const nodes = useCanvas((state) => state.document.nodes.length)
  const edges = useCanvas((state) => state.document.edges.length)
  const size = {
    nodes: t('{{count}} nodes', { count: nodes }),
    wires: t('{{count}} wires', { count: edges }),
  }
  const close = useCanvas((state) => state.closeInspector)
  const readOnly = useCanvas((state) => state.readOnly)
  // A version alone shows no run of it, which does not mean that there was none.
  const past = useCanvas((state) => state.readOnly && state.live === null)
  return (
    <>
      <header className="inspector-head">
        <h2 className="min-w-0 flex-1 truncate text-14 font-title">{name}</h2>
        <IconButton size="sm" label={t('Close the inspector')} onClick={close}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="inspector-pane border-t border-line">
        {!past && (
          <section className="form-section">
            <h3 className="form-heading">{readOnly ? t('Run shown') : t('Last run')}</h3>
            <LastRun />
          </section>
        )}
        <PipelineParameters />
        <PipelinePortsPanel />
        <section className="form-section">
          <h3 className="form-heading">{t('Pipeline')}</h3>
          <div className="form">
            <Seed />
          </div>
          <p className="mt-2 text-12 text-ink-3">
            {readOnly
              ? t('{{nodes}}, {{wires}}. Choose a node to see how it is set up.', size)
              : t('{{nodes}}, {{wires}}. Choose a node to set it up.', size)}
          </p>
        </section>
      </div>
    </>
  )
}
