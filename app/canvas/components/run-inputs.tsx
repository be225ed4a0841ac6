'use client'

import { Play } from 'lucide-react'
import { useMemo, useState } from 'react'
import { definitions } from '../definitions.ts'
import { describeInputs } from '../../../nodes/graph/pipeline-inputs.ts'
import { FormDialog } from '../../components/dialog.tsx'
import { InputValuesForm } from '../../components/input-values.tsx'
import { givenValues, rememberInputs, rememberedInputs } from '../../components/remembered-inputs.ts'
import { useT } from '../../i18n/use-t.ts'
import { useServices } from '../hooks/services.tsx'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import type { RunOptions } from '../store/view-slice.ts'

/** Asks for the values of the pipeline's parameters before a run. */
export function RunInputs({ options }: { options: RunOptions }) {
  const { t } = useT()
  const store = useCanvasStore()
  const { startRun } = useServices()
  const close = useCanvas((state) => state.closeOverlay)
  const pipelineId = useCanvas((state) => state.pipelineId)
  const inputs = useMemo(() => describeInputs(store.getState().document, definitions), [store])
  const [values, setValues] = useState(() => rememberedInputs(pipelineId, inputs))
  return (
    <FormDialog
      title={t('Run with')}
      description={t('For this run only; the drawing keeps its defaults.')}
      action={
        <>
          <Play aria-hidden />
          {t('Run')}
        </>
      }
      ready
      onClose={close}
      onSubmit={() => {
        const given = givenValues(inputs, values)
        rememberInputs(pipelineId, given)
        close()
        void startRun({ ...options, inputs: given })
      }}
    >
      <InputValuesForm
        inputs={inputs}
        values={values}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
    </FormDialog>
  )
}
