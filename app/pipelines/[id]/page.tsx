import type { Metadata } from 'next'
import { CanvasPage } from '../../canvas/components/canvas-page.tsx'
import '@xyflow/react/dist/base.css'
import '../../canvas/canvas.css'
import { getTranslator } from '../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Pipeline'),
})

export default async function PipelinePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <CanvasPage id={id} />
}
