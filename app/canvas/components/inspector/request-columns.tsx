'use client'

import { useMemo, useState } from 'react'
import type { Column } from '../../../../nodes/kit/columns.ts'
import { ColumnIcon } from '../../../components/column-icon.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useCanvas } from '../../store/context.tsx'
import { modelRequest } from '../../store/model-request.ts'

/** Columns shown until all are asked for. */
const SHOWN = 12

function Line({ column }: { column: Column }) {
  const { name, kind, role, categories = [] } = column
  // Yes and no need not be listed.
  const values = kind === 'category' ? categories.join(', ') : ''
  return (
    <li className="request-row">
      <ColumnIcon kind={kind} role={role} />
      <span className="truncate font-mono text-12" title={name}>
        {name}
      </span>
      <span className="truncate text-right text-12 text-ink-3" title={values}>
        {values}
      </span>
    </li>
  )
}

/** What an endpoint of this node's model will ask for, before there is one. */
export function RequestColumns({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const [all, setAll] = useState(false)
  const analysis = useCanvas((state) => state.analysis)
  const live = useCanvas((state) => state.live)
  const stale = useCanvas((state) => state.stale)
  const request = useMemo(
    () => modelRequest({ analysis, live, stale }, nodeId),
    [analysis, live, stale, nodeId],
  )
  if (!request || request.columns.length === 0) return null
  const { columns, exact } = request
  const shown = all ? columns : columns.slice(0, SHOWN)
  return (
    <section className="form-section" aria-labelledby="request-heading">
      <h3 id="request-heading" className="form-heading">
        {t('An endpoint will ask for')}{' '}
        <span className="font-text text-ink-3">{t('{{count}} columns', { count: columns.length })}</span>
      </h3>
      {!exact && (
        <p className="mb-1 text-12 text-ink-3">{t('Once the model is trained, only those that it needs.')}</p>
      )}
      <ul className="-mx-2">
        {shown.map((column) => (
          <Line key={column.id} column={column} />
        ))}
      </ul>
      {shown.length < columns.length && (
        <button
          type="button"
          className="mt-1 text-12 font-strong text-accent-ink hover:underline"
          onClick={() => setAll(true)}
        >
          {t('Show all {{count}} columns', { count: columns.length })}
        </button>
      )}
    </section>
  )
}
