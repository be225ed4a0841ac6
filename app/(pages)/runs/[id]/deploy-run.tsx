'use client'

import { useQuery } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { ModelVersionView } from '../../../../server/views.ts'
import type { LiveRun } from '../../../canvas/store/live-run.ts'
import { Button } from '../../../components/button.tsx'
import { DeployDialog } from '../../../components/deploy/deploy-dialog.tsx'
import { Menu, MenuItem } from '../../../components/menu.tsx'
import { useTRPC } from '../../../trpc.tsx'
import { endpointNameOf } from '../../home/names.ts'
import { useT } from '../../../i18n/use-t.ts'
import { listOutputs } from './run-outputs.ts'

/** Deploy, where the run made a model or reused one. */
export function DeployRun({ live }: { live: LiveRun }) {
  const { t } = useT()
  const trpc = useTRPC()
  const [chosen, setChosen] = useState<ModelVersionView>()
  const [open, setOpen] = useState(false)
  const outputs = listOutputs(live, (value) => value.port === 'model')
  const { data: models = [] } = useQuery(
    trpc.models.list.queryOptions(undefined, { enabled: outputs.length > 0 }),
  )
  // A reused model was recorded by the run that made it: content tells them apart, not runs.
  const found = outputs.flatMap((output) => {
    const model = models.find(
      (one) => one.pipelineId === live.run.pipelineId && one.value.digest === output.value.digest,
    )
    return model ? [{ output, model }] : []
  })
  if (outputs.length === 0) return null
  const choose = (model: ModelVersionView) => {
    setChosen(model)
    setOpen(true)
  }
  const [first] = found
  const button = (
    <Button
      variant="primary"
      disabled={!first}
      {...(found.length === 1 && first ? { onClick: () => choose(first.model) } : {})}
    >
      <Rocket aria-hidden />
      {t('Deploy')}
    </Button>
  )
  const endpoints = [...new Set(found.flatMap(({ model }) => model.endpoints))]
  return (
    <>
      {endpoints.slice(0, 1).map((endpoint) => (
        <Button key={endpoint} asChild>
          <Link href={`/endpoints/${endpoint}`}>{t('Try {{endpoint}}', { endpoint })}</Link>
        </Button>
      ))}
      {found.length > 1 ? (
        <Menu trigger={button}>
          {found.map(({ output, model }) => (
            <MenuItem key={output.nodeId} onSelect={() => choose(model)}>
              {t(output.title)}
              {t(', ')}v{model.version}
            </MenuItem>
          ))}
        </Menu>
      ) : (
        button
      )}
      {chosen && (
        <DeployDialog
          open={open}
          onOpenChange={setOpen}
          modelVersionId={chosen.id}
          modelTitle={`${chosen.name} v${chosen.version}`}
          suggestedName={chosen.endpoints[0] ?? endpointNameOf(live.run.pipelineName)}
        />
      )}
    </>
  )
}
