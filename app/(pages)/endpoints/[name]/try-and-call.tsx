'use client'

import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { EndpointView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { CodeBlock } from '../../../components/code-block.tsx'
import { ErrorNotice } from '../../../components/notice.tsx'
import { TabPanel, Tabs } from '../../../components/tabs.tsx'
import { hasToken } from '../../../components/token-cookie.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { Answer } from './answer.tsx'
import { fieldsOf, parseRow } from './row-form.ts'
import { RowFieldsForm } from './row-fields-form.tsx'
import { curlInfer, curlRows, javascriptRows } from './snippets.ts'

const ways = [
  { value: 'curl', label: 'curl' },
  { value: 'infer', label: 'Open Inference V2' },
  { value: 'javascript', label: 'JavaScript' },
] as const
type Way = (typeof ways)[number]['value']

/** A row in a form, what the endpoint answers to it, and how a program sends the same. */
export function TryAndCall({ endpoint }: { endpoint: EndpointView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const columns = endpoint.model.value.schema.request
  const example = useMemo(() => fieldsOf(columns, endpoint.exampleRow), [columns, endpoint.exampleRow])
  const [fields, setFields] = useState(example)
  const [way, setWay] = useState<Way>('curl')
  const { row, problems } = useMemo(() => parseRow(columns, fields), [columns, fields])
  const predict = useMutation(trpc.endpoints.predict.mutationOptions())
  const { task } = endpoint.model.value.schema
  const withToken = hasToken()
  const snippet = {
    curl: curlRows(endpoint.url, row, withToken),
    infer: curlInfer(endpoint.inferUrl, { columns, row }, withToken),
    javascript: javascriptRows(endpoint.url, { row, isClassifier: task !== 'regression' }, withToken),
  }[way]
  const blocked = Object.keys(problems).length > 0

  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <section aria-label={t('Try a row')} className="rounded-md border border-line bg-surface">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!blocked) predict.mutate({ name: endpoint.name, rows: [{ ...row }] })
          }}
        >
          <header className="flex items-center gap-2 border-b border-line px-4 py-2">
            <h2 className="flex-1 text-13 font-title">{t('Try a row')}</h2>
            <Button
              size="sm"
              variant="quiet"
              disabled={fields === example}
              onClick={() => setFields(example)}
            >
              {t('Back to the example')}
            </Button>
          </header>
          <RowFieldsForm columns={columns} fields={fields} problems={problems} onChange={setFields} />
          <footer className="flex items-center gap-3 border-t border-line px-4 py-3">
            <Button
              type="submit"
              variant="primary"
              busy={predict.isPending}
              disabled={blocked || !endpoint.enabled}
            >
              {t('Predict')}
            </Button>
            {!endpoint.enabled && (
              <span className="text-12 text-ink-2">{t('Switch the endpoint on first.')}</span>
            )}
            {blocked && <span className="text-12 text-failed">{t('Mend the fields in red first.')}</span>}
          </footer>
        </form>
        <div aria-live="polite" className="border-t border-line px-4 py-3">
          {predict.error ? (
            <ErrorNotice title={errorMessage(predict.error)} />
          ) : predict.data ? (
            <Answer answer={predict.data} target={endpoint.model.value.schema.target?.name ?? 'answer'} />
          ) : (
            <p className="text-ink-3">
              {t('The answer appears here. An empty field is sent as a missing value.')}
            </p>
          )}
        </div>
      </section>
      <section aria-label={t('Call it')} className="min-w-0 rounded-md border border-line bg-surface">
        <Tabs
          label={t('Ways to call it')}
          value={way}
          onValueChange={setWay}
          items={ways}
          listClassName="px-4 pt-0.5"
        >
          <TabPanel value={way} className="p-4 pt-3">
            <p className="mb-2 text-12 text-ink-2">
              {way === 'infer'
                ? t('The Open Inference Protocol, version 2: one tensor a column.')
                : t('With the row of the form. Up to 10,000 rows may stand in one request.')}
            </p>
            <CodeBlock
              code={snippet}
              label={t('Example: {{label}}', { label: ways.find((one) => one.value === way)?.label ?? '' })}
            />
          </TabPanel>
        </Tabs>
      </section>
    </div>
  )
}
