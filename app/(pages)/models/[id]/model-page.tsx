'use client'

import { useQuery } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { isImported } from '../../../../nodes/kit/model-card.ts'
import type { ModelVersionView } from '../../../../server/views.ts'
import { formatBytes, formatCount } from '../../../canvas/words.ts'
import { Badge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { DeployDialog } from '../../../components/deploy/deploy-dialog.tsx'
import { LineagePicture } from '../../../components/lineage-picture.tsx'
import { LoadedPage } from '../../../components/loaded-page.tsx'
import { PageHeader } from '../../../components/page-header.tsx'
import { metricFigures } from '../../../components/reports/metric-figures.ts'
import { MetricTiles } from '../../../components/reports/metric-tiles.tsx'
import { usePageTitle } from '../../../components/use-page-title.ts'
import { formatWhen } from '../../../components/when.ts'
import { useTRPC } from '../../../trpc.tsx'
import { endpointNameOf } from '../../home/names.ts'
import { taskWords } from '../model-words.ts'
import { useT } from '../../../i18n/use-t.ts'
import { DeleteModel } from './delete-model.tsx'
import { DownloadMenu } from './download-menu.tsx'
import { heldOutMetrics } from './held-out.ts'
import { InputsCard } from './inputs-card.tsx'
import { ModelNames } from './model-names.tsx'
import { ModelNotes } from './model-notes.tsx'
import { ModelTraining } from './model-training.tsx'
import { OtherVersions, useOtherVersions } from './other-versions.tsx'

/** One model version: what it asks for, how it learned, where it comes from, where it answers. */
export function ModelPage({ id }: { id: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const query = useQuery(trpc.models.get.queryOptions({ id }))
  const { data } = query
  usePageTitle(data && `${data.name} v${data.version}`)
  return (
    <LoadedPage query={query} what="model" list={{ href: '/models', title: t('All models') }}>
      {(model) => <ModelDetail model={model} />}
    </LoadedPage>
  )
}

function ModelDetail({ model }: { model: ModelVersionView }) {
  const { t } = useT()
  const [deploying, setDeploying] = useState(false)
  const { task, target } = model.value.schema
  const trpc = useTRPC()
  const { data: run } = useQuery(
    trpc.runs.get.queryOptions({ id: model.runId }, { enabled: model.runNumber !== 0 }),
  )
  const { data: lineage } = useQuery(trpc.lineage.model.queryOptions({ id: model.id }))
  const held = metricFigures(heldOutMetrics(run, model.nodeId))
  return (
    <>
      <PageHeader
        crumbs={[{ title: t('Models'), href: '/models' }]}
        title={`${model.name} v${model.version}`}
        badges={
          <>
            {task && <Badge>{t(taskWords[task])}</Badge>}
            {model.aliases.map((alias) => (
              <Badge key={alias} className="bg-accent-soft! text-accent-ink!">
                {alias}
              </Badge>
            ))}
          </>
        }
        description={[
          ...(target ? [t('Predicts {{name}}', { name: target.name })] : []),
          t('made {{when}}', { when: formatWhen(model.createdAt) }),
        ].join(' · ')}
        actions={
          <>
            <DeleteModel model={model} />
            <DownloadMenu model={model} />
            <Button variant="primary" onClick={() => setDeploying(true)}>
              <Rocket aria-hidden />
              {t('Deploy')}
            </Button>
          </>
        }
      />
      <div className="grid gap-4">
        {held.length > 0 && (
          <section aria-label={t('Evaluation')}>
            <p className="mb-1.5 text-12 text-ink-3">
              {t('On rows it has not seen, in')}{' '}
              <Link href={`/runs/${model.runId}`} className="font-strong text-accent-ink hover:underline">
                {t('run {{number}}', { number: model.runNumber })}
              </Link>
            </p>
            <MetricTiles figures={held} />
          </section>
        )}
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <div className="grid min-w-0 gap-4">
            <ModelTraining model={model} />
            <InputsCard model={model} />
            <ModelNotes model={model} />
          </div>
          <div className="grid min-w-0 gap-4">
            <Lineage model={model} version={run?.version} />
            <ModelNames model={model} />
          </div>
        </div>
        {lineage && <LineagePicture view={lineage} here="model" />}
      </div>
      <DeployDialog
        open={deploying}
        onOpenChange={setDeploying}
        modelVersionId={model.id}
        modelTitle={`${model.name} v${model.version}`}
        suggestedName={model.endpoints[0] ?? endpointNameOf(model.pipelineName)}
      />
    </>
  )
}

function Lineage({ model, version }: { model: ModelVersionView; version: number | undefined }) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data: card } = useQuery(trpc.models.card.queryOptions({ id: model.id }))
  const others = useOtherVersions(model)
  const { epochs, parameters } = model.value.metrics
  const link = 'font-strong text-accent-ink hover:underline'
  return (
    <section
      aria-label={t('Where it comes from')}
      className="rounded-md border border-line bg-surface px-4 py-3"
    >
      <h2 className="mb-2 text-13">{t('Where it comes from')}</h2>
      <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-y-1.5">
        <Fact name={t('Drawing')}>
          <Link href={`/pipelines/${model.pipelineId}`} className={link}>
            {model.pipelineName}
          </Link>
          {version !== undefined && <span className="text-ink-2"> v{version}</span>}
        </Fact>
        <Fact name={t('Run')}>
          {model.runNumber === 0 ? (
            <span className="text-ink-2">
              {isImported(model) ? t('imported from a file') : t('a run that was deleted')}
            </span>
          ) : (
            <Link href={`/runs/${model.runId}`} className={link}>
              {t('Run {{number}}', { number: model.runNumber })}
            </Link>
          )}
        </Fact>
        {card?.data.map(({ title, version: of, gone }, index) => (
          // Nothing else tells two sources of one file apart.
          // oxlint-disable-next-line react/no-array-index-key
          <Fact key={index} name={index === 0 ? t('Data') : ''}>
            {title}
            {of !== null && <span className="text-ink-2"> {of}</span>}
            {gone && <span className="text-ink-3"> {t('deleted')}</span>}
          </Fact>
        ))}
        {card?.rows != null && (
          <Fact name={t('Learnt from')}>{t('{{count}} rows', { count: card.rows })}</Fact>
        )}
        {epochs !== undefined && <Fact name={t('Epochs')}>{formatCount(epochs)}</Fact>}
        {parameters !== undefined && <Fact name={t('Parameters')}>{formatCount(parameters)}</Fact>}
        <Fact name={t('Content')}>
          <span className="font-mono text-12 text-ink-2" title={model.value.digest}>
            {model.value.digest.slice(0, 16)}
          </span>
        </Fact>
        {card && <Fact name={t('Size')}>{formatBytes(card.sizeBytes)}</Fact>}
        {card?.backend != null && <Fact name={t('Computed by')}>{card.backend}</Fact>}
        <Fact name={t('Answers at')}>
          {model.endpoints.length === 0 ? (
            <span className="text-ink-2">{t('no endpoint yet')}</span>
          ) : (
            <span className="flex flex-wrap gap-x-2">
              {model.endpoints.map((endpoint) => (
                <Link key={endpoint} href={`/endpoints/${endpoint}`} className={link}>
                  {endpoint}
                </Link>
              ))}
            </span>
          )}
        </Fact>
        {others.length > 0 && (
          <Fact name={t('Versions')}>
            <OtherVersions model={model} others={others} />
          </Fact>
        )}
      </dl>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
