'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { PageHeader, SectionTitle } from '../../components/page-header.tsx'
import { QueryProblem } from '../../components/query-problem.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { toggleTheme } from '../../components/theme.ts'
import { useTRPC } from '../../trpc.tsx'
import { backendWords } from '../runs/run-words.ts'
import { RetentionSection } from './retention-section.tsx'
import { useT } from '../../i18n/use-t.ts'
import { languageNames, languages } from '../../i18n/language.ts'

/** What this Millrace is and where it keeps things. */
export function SettingsPage() {
  const { t, language, choose } = useT()
  const trpc = useTRPC()
  const info = useQuery(trpc.system.info.queryOptions())
  const { data } = info
  return (
    <>
      <PageHeader title={t('Settings')} />
      <QueryProblem query={info} title={t('The settings could not be read.')} />
      <div className="grid max-w-180 gap-6">
        <section aria-label={t('This Millrace')}>
          <SectionTitle>{t('This Millrace')}</SectionTitle>
          <Facts>
            <Fact name={t('Version')}>{data?.version}</Fact>
            <Fact
              name={t('Numeric backend')}
              help={t(
                'Does the arithmetic of training and prediction. It is chosen when a worker starts and recorded with every run.',
              )}
            >
              {data &&
                (data.backend === null ? (
                  t('Known after the first run')
                ) : (
                  <>
                    {backendWords(data.backend)} <span className="text-ink-3">({data.backend})</span>
                  </>
                ))}
            </Fact>
            <Fact
              name={t('Data folder')}
              help={t('Everything Millrace writes lies here. Copy it to keep it.')}
              copy={data?.dataFolder}
            >
              {data?.dataFolder}
            </Fact>
            <Fact name={t('Serving')} help={t('Where endpoints answer.')} copy={data?.servingUrl}>
              {data?.servingUrl}
            </Fact>
          </Facts>
        </section>
        <RetentionSection />
        <section aria-label={t('For programs')}>
          <SectionTitle>{t('For programs')}</SectionTitle>
          <Facts>
            <Fact
              name={t('REST interface')}
              help={t('Pipelines, runs, data and models for scripts and other languages.')}
            >
              <a href="/api/v1/openapi.json" className="font-strong text-accent-ink hover:underline">
                {t('OpenAPI description')}
              </a>
            </Fact>
          </Facts>
        </section>
        <section aria-label={t('Looks')}>
          <SectionTitle>{t('Looks')}</SectionTitle>
          <Facts>
            <Fact name={t('Theme')} help={t('Follows the system until you choose.')}>
              <Button size="sm" onClick={toggleTheme}>
                {t('Switch between light and dark')}
              </Button>
            </Fact>
            <Fact name={t('Language')} help={t('Follows the browser until you choose.')}>
              <Segmented
                label={t('Language')}
                value={language}
                onValueChange={(next) => void choose(next)}
                options={languages.map((one) => ({ value: one, label: languageNames[one] }))}
              />
            </Fact>
          </Facts>
        </section>
      </div>
    </>
  )
}

const Facts = ({ children }: { children: ReactNode }) => (
  <dl className="divide-y divide-line rounded-md border border-line bg-surface">{children}</dl>
)

function Fact({
  name,
  help,
  copy,
  children,
}: {
  name: string
  help?: string
  copy?: string | undefined
  children: ReactNode
}) {
  const { t } = useT()
  return (
    <div className="grid gap-x-4 px-4 py-2.5 sm:grid-cols-[152px_minmax(0,1fr)]">
      <dt className="text-ink-2">{name}</dt>
      <dd className="min-w-0">
        <div className="flex min-h-5 items-center gap-1">
          <span className="min-w-0 break-words">{children ?? <Skeleton className="h-3 w-40" />}</span>
          {copy !== undefined && <CopyButton text={copy} label={t('Copy: {{name}}', { name })} />}
        </div>
        {help !== undefined && <p className="text-12 text-ink-3">{help}</p>}
      </dd>
    </div>
  )
}
