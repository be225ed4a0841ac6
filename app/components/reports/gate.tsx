import { StateIcon } from '../state-icon.tsx'
import { useT } from '../../i18n/use-t.ts'
import type { ReportViewProps } from './report-views.tsx'

/** Why a model was let pass; one that wasn't leaves no report, and its node says why. */
export function GateView({ report }: ReportViewProps) {
  const { message } = useT()
  return (
    <p className="mb-4 flex items-start gap-2">
      <StateIcon state="done" decorative className="mt-[3px]" />
      {message((report as { message: string }).message)}
    </p>
  )
}
