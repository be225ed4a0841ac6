import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { layoutPicture, PICTURE } from './drawing-layout.ts'
import { NodeIcon } from './node-icon.tsx'

/** A small picture of a drawing, made from the drawing itself. */
export function DrawingPicture({ document }: { document: PipelineDocument }) {
  const { cards, wires } = layoutPicture(document)
  return (
    <svg
      viewBox={`0 0 ${PICTURE.width} ${PICTURE.height}`}
      aria-hidden="true"
      className="block aspect-[332/104] w-full"
    >
      <g fill="none" stroke="var(--line-control)" strokeWidth="1.25">
        {wires.map((wire) => (
          <path key={wire.key} d={wire.path} />
        ))}
      </g>
      {cards.map((card) => (
        <g key={card.id} transform={`translate(${card.x} ${card.y})`}>
          <rect
            width={PICTURE.cardWidth}
            height={PICTURE.cardHeight}
            rx="4"
            fill="var(--surface)"
            stroke="var(--line-strong)"
          />
          <g transform="translate(9 4)">
            <NodeIcon icon={card.icon} category={card.category} size={12} />
          </g>
        </g>
      ))}
    </svg>
  )
}
