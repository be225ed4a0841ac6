import type { PredictionAnswer } from '../../../../server/deployments/predict-rows.ts'
import { formatFigure, formatPercent } from '../../../canvas/words.ts'
import { StateIcon } from '../../../components/state-icon.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { MessageText } from '../../../canvas/components/message-text.tsx'

/** The answer in words, and how sure the model is of each class. */
export function Answer({ answer, target }: { answer: PredictionAnswer; target: string }) {
  const { t } = useT()
  const [first] = answer.predictions
  if (!first) return <p className="text-ink-2">{t('The endpoint gave no answer.')}</p>
  const { prediction, probabilities } = first
  const classes = Object.entries(probabilities ?? {})
    .map(([label, share]) => [label, share ?? 0] as const)
    .toSorted(([, a], [, b]) => b - a)
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-mono text-12 text-ink-2">{target}</span>
        <b className="text-20 font-title">
          {typeof prediction === 'number' ? formatFigure(prediction) : String(prediction)}
        </b>
        <span className="ml-auto text-12 text-ink-3">v{answer.version}</span>
      </p>
      {classes.length > 0 && (
        <ul aria-label={t('Probabilities')} className="grid gap-1">
          {classes.slice(0, 12).map(([label, share]) => (
            <li
              key={label}
              className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_56px] items-center gap-2 text-12"
            >
              <span
                className={`truncate ${label === String(prediction) ? 'font-strong' : 'text-ink-2'}`}
                title={label}
              >
                {label}
              </span>
              <span className="h-2 overflow-hidden rounded-full bg-surface-3">
                <span className="block h-full bg-chart-1" style={{ width: `${share * 100}%` }} />
              </span>
              <span className="text-right">{formatPercent(share)}</span>
            </li>
          ))}
        </ul>
      )}
      {classes.length > 12 && (
        <p className="text-12 text-ink-3">
          {t('and {{classes}} less likely ones', { classes: classes.length - 12 })}
        </p>
      )}
      {answer.warnings?.map((warning) => (
        <p key={warning.message} className="flex items-start gap-1.5 text-12 text-warning">
          <StateIcon state="warning" size={12} decorative className="mt-0.5" />
          <span className="min-w-0">
            <MessageText>{warning.message}</MessageText>
          </span>
        </p>
      ))}
    </div>
  )
}
