import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { layoutPicture, PICTURE } from './drawing-layout.ts'
import { NodeIcon } from './node-icon.tsx'
import type { NodeTypeViews } from './node-types.ts'

/** A small picture of a drawing, made from the drawing itself. */
export function DrawingPicture({
  document,
  nodeTypes,
}: {
  document: Pick<PipelineDocument, 'nodes' | 'edges'>
  nodeTypes: NodeTypeViews
}) {
  const { width, height, cards, wires } = layoutPicture(document, nodeTypes)
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" className="block aspect-[332/104] w-full">
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
