'use client'

import { useMemo } from 'react'
import { formatCount, formatFigure } from '../../canvas/words.ts'
import { CalibrationChart } from '../charts/calibration-chart.tsx'
import { ChartCard } from '../charts/chart-card.tsx'
import { ConfusionMatrix } from '../charts/confusion-matrix.tsx'
import { type Curve, CurveChart } from '../charts/curve-chart.tsx'
import type { SeriesColour } from '../charts/marks.ts'
import { say } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'
import { type ClassReport, rowsInWords } from './report-types.ts'

interface ClassChartsProps {
  report: ClassReport
  /** Beginning of the names of downloaded files: `run-12`. */
  fileName: string
  bare?: boolean
}

const COLOURS: readonly SeriesColour[] = [1, 2, 3, 4, 5]

/** With more classes than colours the hardest ones are coloured, the rest grey. */
function colourCurves(curves: readonly (Omit<Curve, 'colour'> & { score: number })[]): Curve[] {
  if (curves.length === 1) return curves.map((curve) => ({ ...curve, colour: 1 }))
  const hardest = curves.toSorted((a, b) => a.score - b.score).slice(0, COLOURS.length)
  const chosen = curves.filter((curve) => hardest.includes(curve))
  const rest = curves.filter((curve) => !hardest.includes(curve))
  return [
    ...rest.map((curve) => ({ ...curve, colour: 'muted' as const })),
    ...chosen.map((curve, index) => ({ ...curve, colour: COLOURS[index] ?? 'muted' })),
  ]
}

/** Confusion matrix, ROC, precision–recall, calibration and figures by class. */
export function ClassCharts({ report, fileName, bare = false }: ClassChartsProps) {
  const { t } = useT()
  const { confusion, perClass, calibration } = report
  const many = report.roc.length > COLOURS.length
  const subtitle =
    report.roc.length > 1
      ? many
        ? t('the five hardest classes in colour')
        : t('each class against the rest')
      : undefined

  const roc = useMemo(
    () =>
      colourCurves(
        report.roc.map((curve) => ({
          name: curve.class,
          figure: `AUC ${curve.area.toFixed(3)}`,
          score: curve.area,
          points: curve.points.map((point) => ({
            x: point.falsePositiveRate,
            y: point.truePositiveRate,
            threshold: point.threshold > 1 ? null : point.threshold,
          })),
        })),
      ),
    [report],
  )
  const pr = useMemo(
    () =>
      colourCurves(
        report.pr.map((curve) => ({
          name: curve.class,
          figure: say('average {{figure}}', { figure: curve.averagePrecision.toFixed(3) }),
          score: curve.averagePrecision,
          points: curve.points.map((point) => ({
            x: point.recall,
            y: point.precision,
            threshold: point.threshold,
          })),
        })),
      ),
    [report],
  )
  const bins = useMemo(
    () =>
      calibration.bins.flatMap(({ predicted, observed, rows }) =>
        predicted === null || observed === null ? [] : [{ predicted, observed, rows }],
      ),
    [calibration],
  )
  const at = useMemo(() => halfPoint(report), [report])
  const guess = useMemo(() => prGuess(report), [report])

  return (
    <>
      <ConfusionMatrix
        subtitle={rowsInWords(report)}
        classes={confusion.classes}
        matrix={confusion.counts}
        fileName={`${fileName}-confusion`}
        bare={bare}
      />
      {roc.length > 0 && (
        <CurveChart
          title={t('ROC')}
          {...(subtitle ? { subtitle } : {})}
          curves={roc}
          xLabel={t('false positive rate')}
          yLabel={t('true positive rate')}
          guess={diagonal}
          legend="bottom-right"
          {...(at ? { at } : {})}
          fileName={`${fileName}-roc`}
          bare={bare}
        />
      )}
      {pr.length > 0 && (
        <CurveChart
          title={t('Precision and recall')}
          {...(subtitle ? { subtitle } : {})}
          curves={pr}
          xLabel={t('recall')}
          yLabel={t('precision')}
          {...(guess ? { guess } : {})}
          legend="bottom-left"
          fileName={`${fileName}-precision-recall`}
          bare={bare}
        />
      )}
      <CalibrationChart
        xLabel={
          calibration.of === null
            ? t('probability given')
            : t('predicted share of {{name}}', { name: calibration.of })
        }
        yLabel={
          calibration.of === null
            ? t('share that was right')
            : t('observed share of {{name}}', { name: calibration.of })
        }
        bins={bins}
        fileName={`${fileName}-calibration`}
        bare={bare}
      />
      {perClass.length > 2 && <ByClass report={report} fileName={fileName} bare={bare} />}
    </>
  )
}

const diagonal = { kind: 'diagonal' } as const

/** Where the curve passes when an answer needs a probability of one half. */
function halfPoint(report: ClassReport): { x: number; y: number; label: string } | undefined {
  const [curve, another] = report.roc
  if (!curve || another) return undefined
  const point = curve.points.findLast((one) => one.threshold >= 0.5)
  return point && { x: point.falsePositiveRate, y: point.truePositiveRate, label: say('at 0.5') }
}

/** The precision of answering at random: the share of the class. */
function prGuess(report: ClassReport) {
  const [curve, another] = report.pr
  const score = report.perClass.find((one) => one.label === curve?.class)
  if (!curve || another || !score || report.rows === 0) return undefined
  return { kind: 'level', y: score.support / report.rows, label: say('guessing') } as const
}

function ByClass({ report, fileName, bare }: Required<ClassChartsProps>) {
  const { t } = useT()
  const columns = [
    { key: 'label', label: report.target },
    { key: 'support', label: t('rows'), format: formatCount },
    { key: 'precision', label: t('precision'), format: formatFigure },
    { key: 'recall', label: t('recall'), format: formatFigure },
    { key: 'f1', label: 'F1', format: formatFigure },
    { key: 'rocAuc', label: t('ROC AUC'), format: formatFigure },
  ]
  const rows = report.perClass.map((score) => ({ ...score }))
  return (
    <ChartCard
      title={t('By class')}
      table={{ columns, rows }}
      height={Math.min(256, 24 * (rows.length + 1) + 8)}
      fileName={`${fileName}-by-class`}
      picture={false}
      bare={bare}
      initialView="table"
    >
      {null}
    </ChartCard>
  )
}
