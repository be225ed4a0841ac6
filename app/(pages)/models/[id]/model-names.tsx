'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import type { ModelVersionView } from '../../../../server/views.ts'
import { Badge } from '../../../components/badge.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { useOtherVersions } from './other-versions.tsx'
import { useModelChanges } from './use-model-changes.ts'

/** Aliases and tags that are offered from the start: they stand in commands, and are not translated. */
const usualAliases = ['champion', 'challenger']

/** Aliases and tags of a version, to be given and taken away. */
export function ModelNames({ model }: { model: ModelVersionView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions())
  const { setAlias, removeAlias, change } = useModelChanges()
  const { id, aliases, tags } = model
  const holders = useOtherVersions(model).filter((one) => one.aliases.length > 0)
  return (
    <section
      aria-label={t('Aliases and tags')}
      className="grid gap-3 rounded-md border border-line bg-surface px-4 py-3"
    >
      <Names
        title={t('Aliases')}
        names={aliases}
        add={t('Give an alias')}
        offered={[...new Set([...usualAliases, ...holders.flatMap((one) => one.aliases)])]}
        busy={setAlias.isPending || removeAlias.isPending}
        onAdd={(alias) => setAlias.mutateAsync({ id, alias })}
        onRemove={(alias) => removeAlias.mutate({ id, alias })}
      >
        {holders.length === 0
          ? t('One version of the model has it at a time: the one that gets it takes it over.')
          : holders
              .slice(0, 4)
              .map((one) =>
                t('v{{version}} is {{names}}', { version: one.version, names: one.aliases.join(', ') }),
              )
              .join(' · ')}
      </Names>
      <Names
        title={t('Tags')}
        names={tags}
        add={t('Add a tag')}
        offered={[...new Set(models.flatMap((one) => one.tags))].toSorted()}
        busy={change.isPending}
        onAdd={(tag) => change.mutateAsync({ id, tags: [...tags, tag] })}
        onRemove={(tag) => change.mutate({ id, tags: tags.filter((one) => one !== tag) })}
      />
    </section>
  )
}

interface NamesProps {
  title: string
  names: readonly string[]
  add: string
  /** What the field suggests. */
  offered: readonly string[]
  busy: boolean
  onAdd: (name: string) => Promise<unknown>
  onRemove: (name: string) => void
  children?: ReactNode
}

function Names({ title, names, add, offered, busy, onAdd, onRemove, children }: NamesProps) {
  const { t } = useT()
  const [text, setText] = useState('')
  const list = useId()
  return (
    <div className="grid gap-1.5">
      <h2 className="text-13">{title}</h2>
      {names.length > 0 && (
        <ul aria-label={title} className="flex flex-wrap gap-1">
          {names.map((name) => (
            <li key={name} className="flex min-w-0">
              <Badge className="h-6 max-w-full min-w-0 shrink pr-0.5">
                <span className="truncate">{name}</span>
                <IconButton
                  size="sm"
                  tooltip={false}
                  className="size-5"
                  label={t('Take away {{name}}', { name })}
                  disabled={busy}
                  onClick={() => onRemove(name)}
                >
                  <X aria-hidden />
                </IconButton>
              </Badge>
            </li>
          ))}
        </ul>
      )}
      <form
        className="flex items-center gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() === '' || busy) return
          void onAdd(text.trim()).then(
            () => setText(''),
            () => {},
          )
        }}
      >
        <TextField
          size="sm"
          className="flex-1"
          aria-label={add}
          placeholder={add}
          list={list}
          maxLength={40}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <datalist id={list}>
          {offered
            .filter((name) => !names.includes(name))
            .map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
        </datalist>
        <IconButton type="submit" size="sm" tooltip={false} label={add} disabled={text.trim() === '' || busy}>
          <Plus aria-hidden />
        </IconButton>
      </form>
      {children !== undefined && <p className="text-12 text-ink-3">{children}</p>}
    </div>
  )
}
