import type { Metadata } from 'next'
import { CanvasPage } from '../../canvas/components/canvas-page.tsx'
import { pastViewOf } from '../../canvas/components/versions/past-href.ts'
import '@xyflow/react/dist/base.css'
import '../../canvas/canvas.css'
import { getTranslator } from '../../i18n/server.ts'

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslator()).t('Pipeline'),
})

interface PipelinePageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function PipelinePage({ params, searchParams }: PipelinePageProps) {
  const { id } = await params
  return <CanvasPage id={id} past={pastViewOf(await searchParams)} />
}
