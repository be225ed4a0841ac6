'use client'

import { Trash2 } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import Link from 'next/link'
import { implicitOutputs } from '../../../../nodes/kit/ports.ts'
import { IconButton } from '../../../components/icon-button.tsx'
import { Switch } from '../../../components/switch.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { findDefinition } from '../../definitions.ts'
import { exposedAs, exposePort, removePort, renamePort, titlePort } from '../../store/components.ts'
import { useCanvas } from '../../store/context.tsx'
import { findNode } from '../../store/document.ts'

type Side = 'inputs' | 'outputs'

/** Which ports of a node the pipeline has where it is used as a node itself. */
export function ExposePorts({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const edit = useCanvas((state) => state.edit)
  const document = useCanvas((state) => state.document)
  const definition = findDefinition(findNode(document, nodeId)?.type ?? '')
  const rows = (['inputs', 'outputs'] as const).flatMap((side) =>
    Object.entries({ ...definition?.[side], ...(side === 'outputs' && implicitOutputs) }).flatMap(
      ([port, spec]) => {
        const end = { node: nodeId, port }
        const name = exposedAs(document, side, end)
        const fed =
          side === 'inputs' &&
          document.edges.some(({ to }) => to.node === nodeId && to.port === port && !spec.many)
        return name === undefined && fed ? [] : [{ side, port, spec, end, name }]
      },
    ),
  )
  if (rows.length === 0) return null
  return (
    <details className="form-section" open={rows.some(({ name }) => name !== undefined)}>
      <summary className="form-heading">{t('Ports of the pipeline')}</summary>
      <p className="mb-2 text-12 text-ink-3">
        {t('What the pipeline takes and gives where it is used as a node of another.')}
      </p>
      <ul className="grid gap-1">
        {rows.map(({ side, port, spec, end, name }) => (
          <li key={`${side} ${port}`} className="flex items-center gap-2">
            <Switch
              id={`expose-${side}-${port}`}
              checked={name !== undefined}
              onCheckedChange={(on) =>
                edit((current) =>
                  on
                    ? exposePort(current, side, end)
                    : name === undefined
                      ? current
                      : removePort(current, side, name),
                )
              }
            />
            <label htmlFor={`expose-${side}-${port}`}>
              {side === 'inputs'
                ? t('Input {{port}}', { port: t(spec.title) })
                : t('Output {{port}}', { port: t(spec.title) })}
            </label>
          </li>
        ))}
      </ul>
    </details>
  )
}

function PortRow({ side, name, title }: { side: Side; name: string; title: string }) {
  const { t } = useT()
  const edit = useCanvas((state) => state.edit)
  const [draft, setDraft] = useState<string | null>(null)
  const finish = (): void => {
    if (draft !== null && draft !== name)
      edit((document) => renamePort(document, side, { name, wanted: draft }))
    setDraft(null)
  }
  return (
    <li className="flex items-center gap-1.5">
      <TextField
        aria-label={t('Title of the port {{name}}', { name })}
        className="min-w-0 flex-1"
        maxLength={120}
        value={title}
        onChange={(event) => {
          const typed = event.target.value
          edit((document) => titlePort(document, side, { name, title: typed }), {
            key: `port:${side}:${name}`,
          })
        }}
      />
      <TextField
        mono
        aria-label={t('Name of the port {{name}}', { name })}
        title={t('What drawings that use it call it')}
        className="w-24"
        maxLength={64}
        value={draft ?? name}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish()
          if (event.key === 'Escape') setDraft(null)
        }}
      />
      <IconButton
        size="sm"
        label={t('Remove the port {{name}}', { name })}
        onClick={() => edit((document) => removePort(document, side, name))}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  )
}

/** The pipelines that have this one as a node. */
function Users() {
  const { t } = useT()
  const trpc = useTRPC()
  const id = useCanvas((state) => state.pipelineId)
  const version = useCanvas((state) => state.version)
  const { data: users = [] } = useQuery(
    trpc.pipelines.users.queryOptions({ id }, { refetchOnWindowFocus: true }),
  )
  if (users.length === 0)
    return <p className="mt-2 text-12 text-ink-3">{t('No other pipeline uses it yet.')}</p>
  const behind = users.filter(({ versions }) => versions.some((used) => used < version)).length
  return (
    <div className="mt-2 grid gap-1 text-12">
      <p>
        {t('{{count}} pipelines use it as a node.', { count: users.length })}{' '}
        {behind > 0 &&
          t('{{count}} of them use an older version; they are offered this one when opened.', {
            count: behind,
          })}
      </p>
      <ul aria-label={t('Used by')}>
        {users.map((user) => (
          <li key={user.id}>
            <Link href={`/pipelines/${user.id}`} className="text-accent-ink hover:underline">
              {user.name}
            </Link>{' '}
            <span className="text-ink-3">
              {t('version {{version}}', { version: user.versions.join(', ') })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The ports of the pipeline where it is used as a node, and who uses it so. */
export function PipelinePortsPanel() {
  const { t } = useT()
  const ports = useCanvas((state) => state.document.ports)
  if (!ports) return null
  const list = (side: Side, heading: string) =>
    ports[side].length > 0 && (
      <>
        <p className="mt-1 text-12 text-ink-3">{heading}</p>
        <ul className="grid gap-1">
          {ports[side].map(({ name, title }) => (
            <PortRow key={name} side={side} name={name} title={title} />
          ))}
        </ul>
      </>
    )
  return (
    <section className="form-section" aria-label={t('As a node')}>
      <h3 className="form-heading">{t('As a node')}</h3>
      {list('inputs', t('Takes'))}
      {list('outputs', t('Gives'))}
      <Users />
    </section>
  )
}
