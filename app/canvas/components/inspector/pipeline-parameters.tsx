'use client'

import { Plus, Trash2, Variable } from 'lucide-react'
import { useMemo, useState } from 'react'
import { definitions, findDefinition } from '../../definitions.ts'
import type { PipelineInput } from '../../../../nodes/graph/document.ts'
import { describeInputs, usesOf } from '../../../../nodes/graph/pipeline-inputs.ts'
import type { InputForm } from '../../../../nodes/graph/pipeline-inputs.ts'
import { Button } from '../../../components/button.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { InputValueField, valueWords } from '../../../components/input-values.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { focusInput, inputNameId } from '../../hooks/focus-input.ts'
import { useServices } from '../../hooks/services.tsx'
import { titleOf } from '../../store/actions.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { findNode } from '../../store/document.ts'
import { listFields } from '../../store/form-fields.ts'
import {
  addInput,
  changeInput,
  freeInputName,
  removeInput,
  renameInput,
} from '../../store/pipeline-inputs.ts'

function NameField({ name, onRename }: { name: string; onRename: (name: string) => void }) {
  const { t } = useT()
  const [draft, setDraft] = useState<string | null>(null)
  const id = inputNameId(name)
  const finish = (): void => {
    if (draft !== null) onRename(draft)
    setDraft(null)
  }
  return (
    <div className="form-row">
      <label htmlFor={id}>{t('Name')}</label>
      <TextField
        id={id}
        mono
        maxLength={64}
        title={t('What runs and requests call it')}
        value={draft ?? name}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish()
          if (event.key === 'Escape') setDraft(null)
        }}
      />
    </div>
  )
}

/** The fields that take a parameter; each leads to its node. */
function Uses({ name }: { name: string }) {
  const { t } = useT()
  const store = useCanvasStore()
  const { goTo } = useServices()
  const document = useCanvas((state) => state.document)
  const uses = useMemo(() => usesOf(document, name), [document, name])
  const fieldTitle = (nodeId: string, field: string): string => {
    const definition = findDefinition(findNode(document, nodeId)?.type ?? '')
    const found = definition && listFields(definition).find((candidate) => candidate.name === field)
    return t(found?.title ?? field)
  }
  if (uses.length === 0) return <p className="text-12 text-ink-3">{t('No field takes it yet.')}</p>
  return (
    <ul className="grid gap-0.5 text-12" aria-label={t('Taken by')}>
      {uses.map(({ nodeId, field }) => (
        <li key={`${nodeId} ${field}`} className="min-w-0">
          <button
            type="button"
            className="max-w-full truncate text-accent-ink hover:underline"
            onClick={() => goTo(nodeId)}
          >
            {titleOf(store, nodeId)}: {fieldTitle(nodeId, field)}
          </button>
        </li>
      ))}
    </ul>
  )
}

interface ParameterProps {
  input: InputForm
  open: boolean
  onToggle: (open: boolean) => void
  onRenamed: (name: string) => void
}

function Parameter({ input, open, onToggle, onRenamed }: ParameterProps) {
  const { t } = useT()
  const store = useCanvasStore()
  const edit = useCanvas((state) => state.edit)
  const { name } = input
  const id = `parameter-${name}`
  const set = (patch: Partial<PipelineInput>): void =>
    edit((document) => changeInput(document, name, patch), {
      key: `input:${name}:${Object.keys(patch).join()}`,
    })
  const rename = (wanted: string): void => {
    const before = Object.keys(store.getState().document.inputs)
    edit((document) => renameInput(document, name, wanted))
    const next = Object.keys(store.getState().document.inputs).find((key) => !before.includes(key))
    if (next !== undefined) onRenamed(next)
  }
  return (
    <details className="parameter" open={open} onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary>
        <Variable aria-hidden size={14} className="shrink-0 text-ink-3" />
        <span className="min-w-0 truncate font-strong">{t(input.title)}</span>
        <span className="ml-auto max-w-32 shrink-0 truncate text-ink-2">
          {valueWords(input, input.default)}
        </span>
      </summary>
      <div className="form border-t border-line p-2">
        <NameField key={name} name={name} onRename={rename} />
        <div className="form-row">
          <label htmlFor={`${id}-title`}>{t('Title')}</label>
          <TextField
            id={`${id}-title`}
            maxLength={80}
            placeholder={name}
            value={store.getState().document.inputs[name]?.title ?? ''}
            onChange={(event) => set({ title: event.target.value })}
          />
        </div>
        <div className="form-row">
          <span className="leading-7 text-ink-2">{t('Type')}</span>
          <Segmented
            label={t('Type')}
            className="w-full"
            value={input.type}
            options={[
              { value: 'number', label: t('Number') },
              { value: 'text', label: t('Text') },
              { value: 'boolean', label: t('On or off') },
            ]}
            onValueChange={(type) => set({ type })}
          />
        </div>
        <div className="form-row">
          <label htmlFor={`${id}-default`}>{t('Default')}</label>
          <InputValueField
            key={input.type}
            id={`${id}-default`}
            input={input}
            value={input.default}
            onChange={(value) => set({ default: value })}
          />
        </div>
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <Uses name={name} />
          </div>
          <Button
            size="sm"
            variant="danger"
            title={t('The fields that take it keep its default')}
            onClick={() => edit((document) => removeInput(document, name))}
          >
            <Trash2 aria-hidden />
            {t('Remove')}
          </Button>
        </div>
      </div>
    </details>
  )
}

/** The parameters of the pipeline: what a run, a template or a schedule asks for. */
export function PipelineParameters() {
  const { t } = useT()
  const document = useCanvas((state) => state.document)
  const edit = useCanvas((state) => state.edit)
  const [open, setOpen] = useState<string | null>(null)
  const inputs = useMemo(() => describeInputs(document, definitions), [document])
  const add = (): void => {
    const name = freeInputName(document, 'parameter')
    edit((current) => addInput(current, name, { type: 'number', default: 0 }))
    setOpen(name)
    focusInput(name)
  }
  return (
    <section className="form-section" aria-label={t('Parameters')}>
      <h3 className="form-heading">
        {t('Parameters')}
        {inputs.length > 0 && <span className="count">{inputs.length}</span>}
        <span className="flex-1" />
        <IconButton size="sm" label={t('Add a parameter')} onClick={add}>
          <Plus aria-hidden />
        </IconButton>
      </h3>
      {inputs.length === 0 ? (
        <p className="text-12 text-ink-3">
          {t(
            'What a run asks for. Add one here, or make one of a node’s field from the menu beside its label.',
          )}
        </p>
      ) : (
        <ul className="grid gap-1.5">
          {inputs.map((input, index) => (
            // A parameter keeps its place when it is renamed, and so the keyboard its field.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <Parameter
                input={input}
                open={open === input.name}
                onToggle={(next) =>
                  setOpen((current) => (next ? input.name : current === input.name ? null : current))
                }
                onRenamed={setOpen}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
