'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import type { TemplateView } from '../../../nodes/templates/view.ts'
import { FormDialog } from '../../components/dialog.tsx'
import { InputValuesForm } from '../../components/input-values.tsx'
import { type Values, givenValues } from '../../components/remembered-inputs.ts'
import { toast } from '../../components/toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'

/** Making pipelines: empty ones at once, of a template after asking for the values of its parameters. */
export function useNewPipeline(): {
  use: (template: TemplateView) => void
  createEmpty: () => void
  /** Something is being made; its template's id, undefined for an empty one. */
  busy: { template: string | undefined } | null
  dialog: ReactNode
} {
  const { t } = useT()
  const trpc = useTRPC()
  const router = useRouter()
  const [asking, setAsking] = useState<TemplateView | null>(null)
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: ({ id }) => router.push(`/pipelines/${id}`),
      onError: (error) =>
        toast(t('The pipeline was not made.'), { tone: 'failed', detail: errorMessage(error) }),
    }),
  )
  // Stays busy until the canvas is there, so that a second press makes no second pipeline.
  const working = create.isPending || create.isSuccess
  const use = (template: TemplateView): void =>
    template.parameters.length > 0
      ? setAsking(template)
      : create.mutate({ template: template.id, name: t(template.title) })
  return {
    use,
    createEmpty: () => create.mutate({ name: t('Untitled') }),
    busy: working ? { template: create.variables?.template } : null,
    dialog: asking && (
      <ParametersDialog
        key={asking.id}
        template={asking}
        busy={working}
        onClose={() => setAsking(null)}
        onUse={(parameters) => create.mutate({ template: asking.id, name: t(asking.title), parameters })}
      />
    ),
  }
}

function ParametersDialog({
  template,
  busy,
  onClose,
  onUse,
}: {
  template: TemplateView
  busy: boolean
  onClose: () => void
  onUse: (values: Values) => void
}) {
  const { t } = useT()
  const [values, setValues] = useState<Values>({})
  return (
    <FormDialog
      title={t(template.title)}
      description={t('These become the defaults of the new pipeline; they can be changed there.')}
      action={t('Make the pipeline')}
      ready
      busy={busy}
      onClose={onClose}
      onSubmit={() => onUse(givenValues(template.parameters, values))}
    >
      <InputValuesForm
        inputs={template.parameters}
        values={values}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
    </FormDialog>
  )
}
