'use client'

import Link from 'next/link'
import { useEffect, useRef, useState } from 'react'
import type { LineageItem, LineageView } from '../../server/views.ts'
import { useT } from '../i18n/use-t.ts'
import { msg } from '../i18n/msg.ts'
import { cn } from './cn.ts'
import { layoutLineage, LINEAGE } from './lineage-layout.ts'

const kinds: Readonly<Record<LineageItem['kind'], string>> = {
  data: msg('Data'),
  node: msg('Node'),
  pipeline: msg('Drawing'),
  run: msg('Run'),
  model: msg('Model'),
  endpoint: msg('Endpoint'),
}

function Item({ item, here }: { item: LineageItem; here: boolean }) {
  const { t } = useT()
  const { kind, title, detail, href, gone } = item
  const box = cn(
    'flex size-full flex-col justify-center rounded-md border px-2.5 leading-tight',
    kind === 'node' ? 'border-line bg-surface' : 'border-line-strong bg-raised',
    here && 'border-accent',
    gone && 'border-dashed',
  )
  const text = (
    <>
      <span className="truncate text-12 text-ink-3">
        {t(kinds[kind])}
        {gone && ` · ${t('deleted')}`}
      </span>
      <span className={cn('truncate text-12', gone ? 'text-ink-2' : 'text-ink')} title={title}>
        {kind === 'node' || kind === 'data' || kind === 'run' ? t(title) : title}
        {detail !== null && <span className="text-ink-2"> {detail}</span>}
      </span>
    </>
  )
  return href === null || here ? (
    <div className={box}>{text}</div>
  ) : (
    <Link href={href} className={cn(box, 'hover:border-accent')}>
      {text}
    </Link>
  )
}

/** Where answers come from, as a small picture from left to right; every card leads to what it names. */
export function LineagePicture({ view, here }: { view: LineageView; here: string }) {
  const { t } = useT()
  const holder = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState<number>()
  const { width, height, itemWidth, places, paths } = layoutLineage(view, room)
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setRoom(Math.floor(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  // What is too long all the same is seen from what the page is about.
  const middle = (places[here]?.x ?? 0) + itemWidth / 2
  useEffect(() => {
    const element = holder.current
    if (element && room !== undefined) element.scrollLeft = middle - room / 2
  }, [middle, room])
  return (
    <section aria-label={t('Lineage')} className="min-w-0 rounded-md border border-line bg-surface-2">
      <h2 className="px-4 pt-3 text-13">{t('Lineage')}</h2>
      <div ref={holder} className="overflow-x-auto p-4">
        <div className="relative" style={{ width, height }}>
          <svg aria-hidden="true" width={width} height={height} className="absolute inset-0 overflow-visible">
            <g fill="none" stroke="var(--line-control)" strokeWidth="1.25">
              {paths.map(({ key, d }) => (
                <path key={key} d={d} />
              ))}
            </g>
          </svg>
          <ul>
            {view.items.map((item) => (
              <li
                key={item.id}
                className="absolute"
                style={{
                  left: places[item.id]?.x,
                  top: places[item.id]?.y,
                  width: itemWidth,
                  height: LINEAGE.height,
                }}
              >
                <Item item={item} here={item.id === here} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  )
}
