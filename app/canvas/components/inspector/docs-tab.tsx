'use client'

import { marked } from 'marked'
import { useMemo } from 'react'
import type { AnyNodeDefinition } from '../../../../nodes/kit/define.ts'
import type { PortSpecs } from '../../../../nodes/kit/ports.ts'
import { PortShape } from '../../../components/port-shape.tsx'
import { useT } from '../../../i18n/use-t.ts'

function Ports({ title, ports }: { title: string; ports: PortSpecs }) {
  const { t } = useT()
  const entries = Object.entries(ports)
  if (entries.length === 0) return null
  return (
    <section className="form-section">
      <h3 className="form-heading">{title}</h3>
      <ul className="grid gap-1.5">
        {entries.map(([name, spec]) => (
          <li key={name} className="flex items-center gap-2">
            <PortShape type={spec.type} />
            <b className="font-strong">{t(spec.title)}</b>
            <span className="text-ink-3">
              {t(spec.type)}
              {spec.optional ? t(', may stay free') : ''}
              {spec.many ? t(', takes several') : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What the node is for and how it works, from its definition: text of our own, so its markup is trusted. */
export function DocsTab({ definition }: { definition: AnyNodeDefinition }) {
  const { t, language } = useT()
  const html = useMemo(() => marked.parse(definition.docs.trim(), { async: false }), [definition])
  return (
    <>
      {language !== 'en' && (
        <p className="mb-3 text-12 text-ink-3">
          {t('The description of a node is written in English only.')}
        </p>
      )}
      <div lang="en" className="prose" dangerouslySetInnerHTML={{ __html: html }} />
      <Ports title={t('In')} ports={definition.inputs} />
      <Ports title={t('Out')} ports={definition.outputs} />
      <p className="mt-3 text-12 text-ink-3">
        <code className="font-mono">{definition.type}</code>
        {t(', version {{version}}', { version: definition.version })}
      </p>
    </>
  )
}
