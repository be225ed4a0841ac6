import { formatFigure } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { cn } from '../cn.ts'
import type { Coefficient } from './linear-types.ts'

/** Most inputs shown. */
const SHOWN = 30

/**
 * Weights, those with the largest effect first. The effect is a bar from the middle to either side; where there are
 * several outputs, the tone behind the number.
 */
export function Coefficients({
  coefficients,
  outputs,
  inputsCounted = coefficients.length,
  narrow = false,
}: {
  coefficients: readonly Coefficient[]
  /** What each weight speaks for: a class, or the target. */
  outputs: readonly string[]
  inputsCounted?: number
  /** Little room: long names are cut short. */
  narrow?: boolean
}) {
  const { t } = useT()
  const shown = coefficients.slice(0, SHOWN)
  const most = Math.max(...shown.flatMap(({ effects }) => effects.map(Math.abs)), Number.MIN_VALUE)
  const left = inputsCounted - shown.length
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A keyboard scrolls it sideways.
    <section className="min-w-0 overflow-x-auto" tabIndex={0} aria-label={t('Weights of the inputs')}>
      <table className="w-full text-right text-12 whitespace-nowrap [&_td]:pl-3 [&_th]:font-text [&_tr>*]:h-6 [&_tr>*:first-child]:text-left">
        <thead className="text-ink-3">
          <tr>
            <th scope="col">{t('Input')}</th>
            {outputs.map((output) => (
              <th key={output} scope="col" className="pl-3">
                {output}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ input, weights, effects }) => (
            <tr key={input} className="border-t border-line">
              <th
                scope="row"
                className={cn('truncate text-ink-2', narrow && outputs.length > 2 ? 'max-w-25' : 'max-w-50')}
                title={input}
              >
                {input}
              </th>
              {outputs.map((output, k) => (
                <td
                  key={output}
                  style={outputs.length > 1 ? { background: toneOf((effects[k] ?? 0) / most) } : undefined}
                >
                  <span className="inline-flex items-center gap-2 pr-1">
                    {formatFigure(weights[k] ?? Number.NaN)}
                    {outputs.length === 1 && <EffectBar share={(effects[k] ?? 0) / most} />}
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p className="mt-1.5 text-12 text-ink-3">
          {t('{{count}} more inputs have a smaller effect.', { count: left })}
        </p>
      )}
    </section>
  )
}

const hueOf = (share: number): string => (share < 0 ? 'var(--ch-2)' : 'var(--ch-1)')

/** `share`: −1…1. */
const toneOf = (share: number): string =>
  `color-mix(in srgb, ${hueOf(share)} ${Math.round(Math.abs(share) * 45)}%, transparent)`

/** `share`: −1…1. */
function EffectBar({ share }: { share: number }) {
  return (
    <span aria-hidden className="relative block h-1.5 w-14 rounded-full bg-surface-3">
      <span
        className="absolute h-full rounded-full"
        style={{
          left: share < 0 ? `${50 + share * 50}%` : '50%',
          width: `${Math.abs(share) * 50}%`,
          background: hueOf(share),
        }}
      />
    </span>
  )
}

/** What the weights of a model speak for: every class, the second of two, or the target itself. */
export const weightedOutputs = (classes: readonly string[] | null, target: string): readonly string[] =>
  classes === null ? [target] : classes.length === 2 ? classes.slice(1) : classes
