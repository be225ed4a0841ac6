'use client'

import type { DocumentNode } from '../../../../nodes/graph/document.ts'
import { Select } from '../../../components/select.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { setPolicy } from '../../store/document.ts'
import { useCanvas } from '../../store/context.tsx'
import { FieldRow } from './fields/field-row.tsx'

const NONE: never[] = []

const toCount = (text: string, most: number): number | undefined => {
  const count = Math.round(Number(text))
  return text.trim() === '' || !Number.isFinite(count) ? undefined : Math.min(most, Math.max(1, count))
}

/** What becomes of a run where a node fails, and how often and how long it is tried. */
export function NodePolicy({ node }: { node: DocumentNode }) {
  const { t } = useT()
  const edit = useCanvas((state) => state.edit)
  const set = (policy: Pick<DocumentNode, 'onError' | 'retry'>, key: string) =>
    edit((document) => setPolicy(document, node.id, policy), { key: `${key}:${node.id}` })
  const retry = node.retry ?? {}
  return (
    <details className="form-section" open={node.onError === 'continue' || node.retry !== undefined}>
      <summary className="form-heading">{t('If it fails')}</summary>
      <div className="form">
        <FieldRow
          id={`${node.id}-on-error`}
          title={t('The run')}
          help={t('To do something else instead, draw a wire from the corner of the card, If it fails.')}
          problems={NONE}
        >
          <Select
            id={`${node.id}-on-error`}
            value={node.onError ?? 'stop'}
            onValueChange={(onError) => set({ ...node, onError }, 'onError')}
            options={[
              { value: 'stop', label: t('Fails; other branches end first') },
              { value: 'continue', label: t('Succeeds without it') },
            ]}
          />
        </FieldRow>
        <FieldRow id={`${node.id}-attempts`} title={t('Attempts')} help={undefined} problems={NONE}>
          <TextField
            id={`${node.id}-attempts`}
            inputMode="numeric"
            placeholder="20"
            value={retry.attempts ?? ''}
            onChange={(event) =>
              set({ ...node, retry: { ...retry, attempts: toCount(event.target.value, 20) } }, 'attempts')
            }
          />
        </FieldRow>
        <FieldRow
          id={`${node.id}-timeout`}
          title={t('At most')}
          help={t(
            'Seconds that one attempt may take. Mistakes in a drawing or its data are never tried again.',
          )}
          problems={NONE}
        >
          <TextField
            id={`${node.id}-timeout`}
            inputMode="numeric"
            suffix={t('seconds')}
            placeholder={t('no limit')}
            value={retry.timeoutSeconds ?? ''}
            onChange={(event) =>
              set(
                { ...node, retry: { ...retry, timeoutSeconds: toCount(event.target.value, 604_800) } },
                'timeout',
              )
            }
          />
        </FieldRow>
      </div>
    </details>
  )
}
