'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { requestChanges } from '../../../nodes/kit/request-changes.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { Button } from '../button.tsx'
import { Dialog } from '../dialog.tsx'
import { Field, TextField } from '../text-field.tsx'
import { toast } from '../toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { RequestChanges } from './request-changes.tsx'

/** Names that stand in an address; the server holds to the same rule. */
const endpointName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

export interface DeployDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  modelVersionId: string
  /** `Penguins · Train v3`. */
  modelTitle: string
  suggestedName: string
}

/** Puts a model version behind a name. */
export function DeployDialog(props: DeployDialogProps) {
  const { t } = useT()
  const { open, onOpenChange, modelTitle } = props
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('Deploy')}
      description={t('{{modelTitle}} will answer requests under a name.', { modelTitle })}
    >
      {open && <DeployForm {...props} />}
    </Dialog>
  )
}

function DeployForm({ onOpenChange, modelVersionId, suggestedName }: DeployDialogProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const [name, setName] = useState(suggestedName)
  const { data: endpoints = [] } = useQuery(trpc.endpoints.list.queryOptions())
  const deploy = useMutation(
    trpc.models.deploy.mutationOptions({
      onSuccess: async ({ endpoint, version, changes }) => {
        await Promise.all([
          queryClient.invalidateQueries(trpc.endpoints.pathFilter()),
          queryClient.invalidateQueries(trpc.models.pathFilter()),
        ])
        onOpenChange(false)
        toast(t('{{endpoint}} v{{version}} answers now.', { endpoint, version }), {
          tone: 'done',
          ...(changes.length > 0 && { detail: changes.join(' ') }),
        })
        router.push(`/endpoints/${endpoint}`)
      },
    }),
  )
  const { data: model } = useQuery(trpc.models.get.queryOptions({ id: modelVersionId }))
  const taken = endpoints.find((endpoint) => endpoint.name === name)
  const changes = taken && model ? requestChanges(taken.model.value.schema, model.value.schema) : []
  const wellFormed = endpointName.test(name)
  const problem = deploy.error
    ? errorMessage(deploy.error)
    : name !== '' && !wellFormed
      ? t('Lower-case letters, digits and hyphens, at most 63; a hyphen neither first nor last.')
      : undefined
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (wellFormed) deploy.mutate({ modelVersionId, name })
      }}
    >
      <Field
        label={t('Name of the endpoint')}
        htmlFor="endpoint-name"
        error={problem}
        help={
          taken
            ? t('{{name}} exists: this becomes its version {{value}}, and you can go back.', {
                name,
                value: Math.max(...taken.versions.map((one) => one.version)) + 1,
              })
            : t('Part of the address that applications call.')
        }
      >
        <TextField
          id="endpoint-name"
          mono
          value={name}
          maxLength={63}
          invalid={problem !== undefined}
          aria-describedby={problem === undefined ? 'endpoint-name-help' : 'endpoint-name-error'}
          onChange={(event) => {
            setName(event.target.value)
            deploy.reset()
          }}
        />
      </Field>
      <RequestChanges title={t('For whoever asks it this changes:')} changes={changes} />
      <div className="flex justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>{t('Cancel')}</Button>
        <Button type="submit" variant="primary" busy={deploy.isPending} disabled={!wellFormed}>
          {!deploy.isPending && <Rocket aria-hidden />}
          {t('Deploy')}
        </Button>
      </div>
    </form>
  )
}
