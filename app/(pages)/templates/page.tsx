import type { Metadata } from 'next'
import { listNodeTypes } from '../../components/node-types.ts'
import { TemplatesPage } from './templates-page.tsx'

export const metadata: Metadata = { title: 'Templates' }

export default function Page() {
  return <TemplatesPage nodeTypes={listNodeTypes()} />
}
