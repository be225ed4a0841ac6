'use client'

import { useCallback, useRef, useState } from 'react'
import { file as fileNode } from '../../../nodes/data/file/definition.ts'
import { images as imagesNode } from '../../../nodes/data/images/definition.ts'
import { findByName, type Column } from '../../../nodes/kit/columns.ts'
import { guessTarget, sayTypeOfTarget, typesForTarget } from '../../(pages)/home/guess-target.ts'
import { ACCEPTED, uploadDataset } from '../../(pages)/datasets/upload.ts'
import { toast } from '../../components/toast-store.ts'
import { errorMessage, useTRPCClient } from '../../trpc.tsx'
import { addNode } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import { findNode, setParams } from '../store/document.ts'
import { say } from '../../i18n/current.ts'
import type { CanvasServices, Upload } from './services.tsx'

const accepted = new Set(ACCEPTED.split(','))

const endingOf = (name: string): string => name.slice(name.lastIndexOf('.')).toLowerCase()

/** Uploads files and makes their nodes. */
export function useUpload(): Pick<CanvasServices, 'upload' | 'uploads'> {
  const store = useCanvasStore()
  const client = useTRPCClient()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const nextId = useRef(1)

  /** A guess from the columns. Where they can't be read there is none, and the node says why. */
  const findTarget = useCallback(
    async (source: string): Promise<Column | undefined> => {
      try {
        const { schema } = await client.datasets.read.query({ id: source, options: {} })
        const guess = schema && guessTarget(schema)
        return guess ? findByName(schema, guess.column) : undefined
      } catch {
        return undefined
      }
    },
    [client],
  )

  const upload: CanvasServices['upload'] = useCallback(
    async (files, place) => {
      const corner = 'at' in place ? place.at : { x: 0, y: 0 }
      const one = async (file: File, index: number): Promise<void> => {
        if (!accepted.has(endingOf(file.name))) {
          toast(say('{{name}} can’t be read.', { name: file.name }), {
            tone: 'failed',
            detail: say('CSV, JSON, JSON lines, Parquet and zips of images can.'),
          })
          return
        }
        const id = nextId.current
        nextId.current += 1
        const at = { x: corner.x + index * 24, y: corner.y + index * 92 }
        setUploads((current) => [...current, { id, name: file.name, fraction: 0, at }])
        try {
          const dataset = await uploadDataset(file, {
            onProgress: (fraction) =>
              setUploads((current) =>
                current.map((other) => (other.id === id ? { ...other, fraction } : other)),
              ),
          })
          const isZip = endingOf(file.name) === '.zip'
          const node = 'nodeId' in place ? findNode(store.getState().document, place.nodeId) : undefined
          // The target of images is the folder they lie in.
          const isTable = !isZip && node?.type !== imagesNode.type
          const found = isTable ? await findTarget(dataset.id) : undefined
          const target = found?.name ?? ''
          const types = found && typesForTarget(found)
          if ('nodeId' in place) {
            const params = { source: dataset.id, ...(isTable && { target, types }) }
            store.getState().edit((document) => setParams(document, place.nodeId, params))
          } else {
            const title = file.name.replace(/\.[^.]+$/, '')
            const params = { source: dataset.id, ...(isTable && { target, ...(types && { types }) }) }
            addNode(store, { type: isZip ? imagesNode.type : fileNode.type, params, title, at })
          }
          if (found) sayTypeOfTarget(found)
        } catch (error) {
          const detail = errorMessage(error instanceof Error ? error : new Error(String(error)))
          toast(say('{{name}} was not added.', { name: file.name }), { tone: 'failed', detail })
        } finally {
          setUploads((current) => current.filter((other) => other.id !== id))
        }
      }
      await Promise.all(files.map(one))
    },
    [store, findTarget],
  )

  return { upload, uploads }
}
