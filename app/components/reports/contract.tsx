import { formatCount } from '../../canvas/words.ts'
import { MessageText } from '../../canvas/components/message-text.tsx'
import { useT } from '../../i18n/use-t.ts'
import { StateIcon } from '../state-icon.tsx'
import { ReportSection } from './report-section.tsx'
import type { ReportViewProps } from './report-views.tsx'

/** What *Data contract* found; see nodes/data/contract. */
interface ContractReport {
  rows: number
  verdicts: readonly { rule: string; holds: boolean; found: string; broken: number }[]
}

/** Each rule, and whether it holds: broken ones first. */
export function ContractView({ report: found, place }: ReportViewProps) {
  const { t } = useT()
  const { rows, verdicts } = found as ContractReport
  const ordered = verdicts.toSorted((a, b) => Number(a.holds) - Number(b.holds))
  const broken = verdicts.filter(({ holds }) => !holds).length
  return (
    <ReportSection label={t('Rules')} place={place}>
      <h3 className="mb-1.5 text-13 font-title">
        {broken === 0
          ? t('Every rule holds')
          : t('{{broken}} of {{all}} rules broken', { broken, all: verdicts.length })}
        <span className="ml-2 font-text text-ink-3">{t('{{count}} rows', { count: rows })}</span>
      </h3>
      <ul className="grid gap-1.5">
        {ordered.map(({ rule, holds, found: instead, broken: exceptions }, index) => (
          // Two rules may read the same.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${rule} ${index}`} className="flex items-start gap-2 text-13">
            <StateIcon state={holds ? 'done' : 'warning'} className="mt-[3px]" />
            <span className="min-w-0">
              <MessageText>{rule}</MessageText>
              {!holds && (
                <span className="block text-12 text-ink-2">
                  <MessageText>{instead}</MessageText>
                </span>
              )}
              {holds && exceptions > 0 && (
                <span className="block text-12 text-ink-3">
                  {t('{{broken}} rows break it, few enough', { broken: formatCount(exceptions) })}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </ReportSection>
  )
}
