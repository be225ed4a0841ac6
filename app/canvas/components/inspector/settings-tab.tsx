'use client'

import { useState } from 'react'
import { isFileReader } from '../../../../nodes/data/file/source-key.ts'
import { TextArea } from '../../../components/text-field.tsx'
import { StateIcon } from '../../../components/state-icon.tsx'
import type { Card } from '../../hooks/use-card.ts'
import { problemsOf } from '../../store/analysis.ts'
import { setNote } from '../../store/document.ts'
import { isVisible, listFields, valueOf } from '../../store/form-fields.ts'
import type { FormField } from '../../store/form-fields.ts'
import { useCanvas } from '../../store/context.tsx'
import { CardTools } from '../groups/card-tools.tsx'
import { ExposePorts } from '../groups/port-tools.tsx'
import { MessageText } from '../message-text.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { FieldControl, isWide } from './field-control.tsx'
import { NodePolicy } from './node-policy.tsx'
import { FilePreview } from './file-preview.tsx'
import { QueryPreview } from './query-preview.tsx'
import { RequestColumns } from './request-columns.tsx'

interface FieldsProps {
  nodeId: string
  fields: readonly FormField[]
}

/** Rows of a form; lists stand between them with lines of their own. */
function Fields({ nodeId, fields }: FieldsProps) {
  const params = useCanvas((state) => state.analysis.propagation.made.get(nodeId)?.params)
  const problems = useCanvas((state) => problemsOf(state.analysis, nodeId))
  if (!params) return null
  return fields.map((field) => (
    <div key={field.name} className={isWide(field) ? 'form-wide' : 'contents'}>
      <FieldControl nodeId={nodeId} field={field} value={valueOf(field, params)} problems={problems} />
    </div>
  ))
}

function Problems({ nodeId, shown }: { nodeId: string; shown: ReadonlySet<string> }) {
  const { t } = useT()
  const problems = useCanvas((state) => problemsOf(state.analysis, nodeId))
  const failed = useCanvas((state) =>
    state.edited[nodeId] === undefined ? state.live?.nodes[nodeId]?.error : undefined,
  )
  // Not a second time where the drawing says the same already.
  const failure = problems.some((problem) => problem.message === failed?.message) ? undefined : failed
  const rest = problems.filter((problem) => problem.field === undefined || !shown.has(problem.field))
  if (rest.length === 0 && !failure) return null
  return (
    <ul aria-label={t('Problems of this node')} className="mb-3 grid gap-1.5">
      {failure && (
        <li className="inspector-problem s-failed">
          <StateIcon state="failed" decorative className="mt-0.75" />
          <span>
            <MessageText>{failure.message}</MessageText>
          </span>
        </li>
      )}
      {rest.map((problem) => (
        <li
          key={`${problem.code} ${problem.message}`}
          className={`inspector-problem ${problem.severity === 'error' ? 's-failed' : 's-warning'}`}
        >
          <StateIcon
            state={problem.severity === 'error' ? 'failed' : 'warning'}
            decorative
            className="mt-0.75"
          />
          <span>
            <MessageText>{problem.message}</MessageText>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Note({ card }: { card: Card }) {
  const { t } = useT()
  const edit = useCanvas((state) => state.edit)
  const { node } = card
  return (
    <section className="form-section">
      <label htmlFor="node-note" className="form-heading">
        {t('Note')}
      </label>
      <TextArea
        id="node-note"
        rows={2}
        placeholder={t('Why it is set so')}
        maxLength={4000}
        value={node.note ?? ''}
        onChange={(event) => {
          const text = event.target.value
          edit((document) => setNote(document, node.id, text), { key: `note:${node.id}` })
        }}
      />
    </section>
  )
}

/** The form of a node, made from its definition. */
export function SettingsTab({ card }: { card: Card }) {
  const { t } = useT()
  const { node, definition } = card
  const [more, setMore] = useState(false)
  const resolved = useCanvas((state) => state.analysis.propagation.nodes.get(node.id)?.params)
  if (!definition) {
    return (
      <p className="text-failed">
        {t(
          'This version of Millrace does not know the node type {{type}}. Remove the node, or update Millrace.',
          { type: node.type },
        )}
      </p>
    )
  }
  const fields = listFields(definition).filter((field) =>
    isVisible(field, listFields(definition), resolved ?? node.params),
  )
  const main = fields.filter((field) => !field.advanced)
  const advanced = fields.filter((field) => field.advanced)
  return (
    <>
      <Problems nodeId={node.id} shown={new Set(fields.map((field) => field.name))} />
      <div className="form">
        <Fields nodeId={node.id} fields={main} />
        {fields.length === 0 && <p className="text-ink-3">{t('There is nothing to set here.')}</p>}
      </div>
      {advanced.length > 0 && (
        <details className="form-section" open={more} onToggle={(event) => setMore(event.currentTarget.open)}>
          <summary className="form-heading">{t('More')}</summary>
          <div className="form">
            <Fields nodeId={node.id} fields={advanced} />
          </div>
        </details>
      )}
      {isFileReader(definition.type) && <FilePreview nodeId={node.id} />}
      {definition.type === 'data.postgres' && <QueryPreview nodeId={node.id} />}
      <CardTools nodeId={node.id} />
      <RequestColumns nodeId={node.id} />
      <ExposePorts nodeId={node.id} />
      <NodePolicy node={node} />
      <Note card={card} />
    </>
  )
}
