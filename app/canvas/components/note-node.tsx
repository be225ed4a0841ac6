'use client'

import { NodeResizer } from '@xyflow/react'
import type { NodeProps } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import { cn } from '../../components/cn.ts'
import { useCanvas } from '../store/context.tsx'
import type { NoteNode as NoteFlow } from '../store/flow-nodes.ts'
import { MIN_NOTE, noteIdOf, patchNotes, readNote, removeNotes } from '../store/notes.ts'
import type { NoteBlock } from '../store/notes.ts'
import { useT } from '../../i18n/use-t.ts'

function Block({ block }: { block: NoteBlock }) {
  const parts = block.parts.map(({ text, mark }, index) => {
    const Mark = mark === 'strong' ? 'b' : mark === 'code' ? 'code' : 'span'
    // Parts of one line have no identity but their place.
    // oxlint-disable-next-line react/no-array-index-key
    return <Mark key={index}>{text}</Mark>
  })
  return <p className={`note-${block.kind}`}>{parts.length > 0 ? parts : '\u00a0'}</p>
}

function Editor({ noteId, text }: { noteId: string; text: string }) {
  const { t } = useT()
  const edit = useCanvas((state) => state.edit)
  const editNote = useCanvas((state) => state.editNote)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const finish = (): void => {
    editNote(null)
    if (text.trim() === '') edit((current) => removeNotes(current, [noteId]))
  }
  return (
    <textarea
      ref={field}
      className="note-editor nodrag nowheel"
      aria-label={t('Text of the note')}
      placeholder={t('Write a note. # heading, - list, **bold**')}
      maxLength={4000}
      value={text}
      onChange={(event) => {
        const typed = event.target.value
        edit((current) => patchNotes(current, { [noteId]: { text: typed } }), { key: `note-text:${noteId}` })
      }}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        const card = event.currentTarget.closest<HTMLElement>('.react-flow__node')
        event.currentTarget.blur()
        card?.focus({ preventScroll: true })
      }}
    />
  )
}

/** Words on the drawing. Double click or Enter opens it for typing. */
export const NoteNode = memo(function NoteNode({ id, data, selected }: NodeProps<NoteFlow>) {
  const noteId = noteIdOf(id) ?? ''
  const editing = useCanvas((state) => state.editingNote === noteId)
  const found = useCanvas((state) => state.found.has(id))
  const editNote = useCanvas((state) => state.editNote)
  return (
    // The keyboard has Enter for it.
    <div
      className={cn('note nokey', selected && 'is-selected', found && 'is-found')}
      onDoubleClick={() => editNote(noteId)}
    >
      <NodeResizer isVisible={selected} minWidth={MIN_NOTE} minHeight={MIN_NOTE} />
      {editing ? (
        <Editor noteId={noteId} text={data.text} />
      ) : (
        <div className="note-text">
          {readNote(data.text).map((block, index) => (
            // Lines have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <Block key={index} block={block} />
          ))}
        </div>
      )}
    </div>
  )
})
