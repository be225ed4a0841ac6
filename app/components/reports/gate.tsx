import { StateIcon } from '../state-icon.tsx'
import type { ReportViewProps } from './report-views.tsx'
import { MessageText } from '../../canvas/components/message-text.tsx'

/** Why a model was let pass; one that wasn't leaves no report, and its node says why. */
export function GateView({ report }: ReportViewProps) {
  return (
    <p className="mb-4 flex items-start gap-2">
      <StateIcon state="done" decorative className="mt-[3px]" />
      <span className="min-w-0">
        <MessageText>{(report as { message: string }).message}</MessageText>
      </span>
    </p>
  )
}
