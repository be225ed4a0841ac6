'use client'

import { ChartCard, type ChartCardProps } from './chart-card.tsx'
import { Figure, type FigureProps } from './figure.tsx'

type PlotCardProps = Omit<ChartCardProps, 'children'> & Omit<FigureProps, 'height'>

/** A card with one drawn chart. */
export function PlotCard({ build, label, maxWidth, ...card }: PlotCardProps) {
  return (
    <ChartCard {...card}>
      <Figure build={build} height={card.height} label={label} maxWidth={maxWidth} />
    </ChartCard>
  )
}
