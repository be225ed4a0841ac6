'use client'

import { useQuery } from '@tanstack/react-query'
import { Languages, Package, Plus, Rocket, SunMoon, Workflow } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { sections } from '../../(pages)/sections.ts'
import { useTRPC } from '../../trpc.tsx'
import { StateIcon } from '../state-icon.tsx'
import { stateWords, visualStateOfRun } from '../states.ts'
import { toggleTheme } from '../theme.ts'
import { formatWhenShort } from '../when.ts'
import { languageNames, languages } from '../../i18n/language.ts'
import { useT } from '../../i18n/use-t.ts'
import type { Command } from './command.ts'

/**
 * Everything with a page of its own, and what can be done from anywhere; undefined until all of it is here, so that
 * nothing slips under the selection.
 */
export function useFindable(enabled: boolean): Command[] | undefined {
  const { t, choose } = useT()
  const trpc = useTRPC()
  const router = useRouter()
  const { data: pipelines = [], isPending: a } = useQuery(
    trpc.pipelines.list.queryOptions(undefined, { enabled }),
  )
  const { data: runs = [], isPending: b } = useQuery(trpc.runs.list.queryOptions({ limit: 30 }, { enabled }))
  const { data: models = [], isPending: c } = useQuery(trpc.models.list.queryOptions(undefined, { enabled }))
  const { data: endpoints = [], isPending: d } = useQuery(
    trpc.endpoints.list.queryOptions(undefined, { enabled }),
  )
  if (a || b || c || d) return undefined
  const to = (href: string) => () => router.push(href)

  return [
    ...pipelines.map((pipeline) => ({
      id: `pipeline:${pipeline.id}`,
      group: t('Pipelines'),
      title: pipeline.name,
      note: formatWhenShort(pipeline.updatedAt),
      icon: <Workflow aria-hidden className="text-ink-3" />,
      run: to(`/pipelines/${pipeline.id}`),
    })),
    ...runs.map((run) => ({
      id: `run:${run.id}`,
      group: t('Runs'),
      title: t('{{pipelineName}}, run {{number}}', { pipelineName: run.pipelineName, number: run.number }),
      note: `${t(stateWords[visualStateOfRun(run)])} · ${formatWhenShort(run.createdAt)}`,
      icon: <StateIcon state={visualStateOfRun(run)} decorative />,
      run: to(`/runs/${run.id}`),
    })),
    ...models.map((model) => ({
      id: `model:${model.id}`,
      group: t('Models'),
      title: `${model.name} v${model.version}`,
      icon: <Package aria-hidden className="text-ink-3" />,
      run: to(`/models/${model.id}`),
    })),
    ...endpoints.map((endpoint) => ({
      id: `endpoint:${endpoint.name}`,
      group: t('Endpoints'),
      title: endpoint.name,
      note: `v${endpoint.version}`,
      icon: <Rocket aria-hidden className="text-ink-3" />,
      run: to(`/endpoints/${endpoint.name}`),
    })),
    ...sections.map((section) => {
      const Icon = section.icon
      return {
        id: `page:${section.href}`,
        group: t('Go to'),
        title: t(section.title),
        icon: <Icon aria-hidden className="text-ink-3" />,
        run: to(section.href),
      }
    }),
    {
      id: 'new-pipeline',
      group: t('Do'),
      title: t('New pipeline'),
      keywords: ['start', 'template', 'create'],
      icon: <Plus aria-hidden className="text-ink-3" />,
      run: to('/'),
    },
    {
      id: 'theme',
      group: t('Do'),
      title: t('Switch between light and dark'),
      keywords: ['theme', 'colours'],
      icon: <SunMoon aria-hidden className="text-ink-3" />,
      run: toggleTheme,
    },
    ...languages.map((language) => ({
      id: `language:${language}`,
      group: t('Do'),
      title: t('Language: {{name}}', { name: languageNames[language] }),
      keywords: ['language', '语言', languageNames[language]],
      icon: <Languages aria-hidden className="text-ink-3" />,
      run: () => void choose(language),
    })),
  ]
}
