'use client'

import { X } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { StateBadge } from '../../../components/badge.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { metricFigures } from '../../../components/reports/metric-figures.ts'
import { visualStateOf } from '../../../components/states.ts'
import { TextField } from '../../../components/text-field.tsx'
import { useCanvas } from '../../store/context.tsx'
import { setSeed } from '../../store/document.ts'
import { PipelineParameters } from './pipeline-parameters.tsx'
import { formatClock, formatDay, plural } from '../../words.ts'

const MOST = 0xffffffff

function Seed() {
  const seed = useCanvas((state) => state.document.seed)
  const edit = useCanvas((state) => state.edit)
  const [draft, setDraft] = useState<string | null>(null)
  const wrong = draft !== null && !/^\d+$/.test(draft.trim())
  return (
    <div className="form-row">
      <label htmlFor="pipeline-seed">Seed</label>
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
        {wrong ? 'Whole numbers from 0 only.' : 'The same seed and drawing give the same result.'}
      </p>
    </div>
  )
}

function LastRun() {
  const run = useCanvas((state) => state.live?.run)
  if (!run) return <p className="text-ink-3">Not run yet.</p>
  const metrics = metricFigures(run.metrics)
  return (
    <>
      <p className="mb-2 flex items-center gap-2">
        <Link href={`/runs/${run.id}`} className="font-strong text-accent-ink hover:underline">
          Run {run.number}
        </Link>
        <StateBadge state={visualStateOf(run.state)} />
        <span className="ml-auto text-12 text-ink-3">
          {formatDay(run.createdAt)}, {formatClock(run.createdAt)}
        </span>
      </p>
      {run.error && <p className="mb-2 text-failed">{run.error.message}</p>}
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
      {run.backend !== null && <p className="mt-2 text-12 text-ink-3">Numbers by {run.backend}</p>}
    </>
  )
}

/** With nothing chosen: the pipeline as a whole. */
export function PipelinePanel() {
  const name = useCanvas((state) => state.name)
  const nodes = useCanvas((state) => state.document.nodes.length)
  const edges = useCanvas((state) => state.document.edges.length)
  const close = useCanvas((state) => state.closeInspector)
  return (
    <>
      <header className="inspector-head">
        <h2 className="min-w-0 flex-1 truncate text-14 font-title">{name}</h2>
        <IconButton size="sm" label="Close the inspector" onClick={close}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="inspector-pane border-t border-line">
        <section className="form-section">
          <h3 className="form-heading">Last run</h3>
          <LastRun />
        </section>
        <PipelineParameters />
        <section className="form-section">
          <h3 className="form-heading">Pipeline</h3>
          <div className="form">
            <Seed />
          </div>
          <p className="mt-2 text-12 text-ink-3">
            {plural(nodes, 'node')}, {plural(edges, 'wire')}. Choose a node to set it up.
          </p>
        </section>
      </div>
    </>
  )
}
