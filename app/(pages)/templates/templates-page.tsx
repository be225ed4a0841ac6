'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { TemplateView } from '../../../nodes/templates/view.ts'
import { downloadText } from '../../components/charts/download.ts'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { FileButton } from '../../components/file-button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import type { NodeTypeViews } from '../../components/node-types.ts'
import { QueryProblem } from '../../components/query-problem.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { TemplateDialog } from '../../components/template-dialog.tsx'
import { toast } from '../../components/toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { TemplateCard } from './template-card.tsx'
import { useNewPipeline } from './use-template.tsx'

/** Every drawing to begin from: saved ones, and those that come along. */
export function TemplatesPage({ nodeTypes }: { nodeTypes: NodeTypeViews }) {
  const { t } = useT()
  const trpc = useTRPC()
  const list = useQuery(trpc.templates.list.queryOptions())
  const [renaming, setRenaming] = useState<TemplateView | null>(null)
  const [deleting, setDeleting] = useState<TemplateView | null>(null)
  const { use, busy, dialog } = useNewPipeline()

  const part = (source: TemplateView['source'], title: string, none: string) => {
    const shown = list.data?.filter((template) => template.source === source)
    return (
      <section className="mt-5 first-of-type:mt-0">
        <h2 className="mb-2 text-14 font-title">{title}</h2>
        {shown?.length === 0 && <p className="text-ink-2">{none}</p>}
        <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3" aria-label={title}>
          {list.isPending && [0, 1, 2].map((at) => <Skeleton key={at} className="h-46" />)}
          {shown?.map((template) => (
            <li key={template.id}>
              <TemplateCard
                full
                template={template}
                nodeTypes={nodeTypes}
                busy={busy?.template === template.id}
                disabled={busy !== null}
                onUse={() => use(template)}
                actions={
                  <TemplateMenu
                    template={template}
                    onRename={() => setRenaming(template)}
                    onDelete={() => setDeleting(template)}
                  />
                }
              />
            </li>
          ))}
        </ul>
      </section>
    )
  }

  return (
    <>
      <PageHeader
        title={t('Templates')}
        description={t(
          'Drawings to begin from. Each makes a pipeline of its own; the template stays as it is.',
        )}
        actions={<ImportButton />}
      />
      {list.isLoadingError ? (
        <QueryProblem query={list} title={t('The templates could not be read.')} />
      ) : (
        <>
          {part(
            'saved',
            t('Saved'),
            t('None yet. On the canvas, the menu at the version and Ctrl K both have “Save as template”.'),
          )}
          {part('built-in', t('Built in'), '')}
        </>
      )}
      {renaming && (
        <TemplateDialog
          draft={{ id: renaming.id, title: renaming.title, description: renaming.description }}
          onClose={() => setRenaming(null)}
        />
      )}
      <DeleteDialog template={deleting} onClose={() => setDeleting(null)} />
      {dialog}
    </>
  )
}

function TemplateMenu({
  template,
  onRename,
  onDelete,
}: {
  template: TemplateView
  onRename: () => void
  onDelete: () => void
}) {
  const { t } = useT()
  return (
    <Menu
      trigger={
        <IconButton label={t('More for {{title}}', { title: template.title })}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      <MenuItem
        icon={<Download aria-hidden />}
        onSelect={() =>
          void import('./template-file.ts').then(({ formatTemplate }) =>
            downloadText(formatTemplate(template), `${template.title}.json`, 'application/json'),
          )
        }
      >
        {t('Download as a file')}
      </MenuItem>
      {template.source === 'saved' && (
        <>
          <MenuItem icon={<Pencil aria-hidden />} onSelect={onRename}>
            {t('Rename')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={onDelete}>
            {t('Delete')}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

function DeleteDialog({ template, onClose }: { template: TemplateView | null; onClose: () => void }) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const remove = useMutation(
    trpc.templates.delete.mutationOptions({
      onError: (error) => toast(t('It was not deleted.'), { tone: 'failed', detail: errorMessage(error) }),
      onSettled: async () => {
        await queryClient.invalidateQueries(trpc.templates.list.queryFilter())
        onClose()
      },
    }),
  )
  return (
    <ConfirmDialog
      open={template !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t('Delete {{title}}?', { title: template?.title ?? '' })}
      description={t('It can’t be brought back. Pipelines that were made from it stay.')}
      action={t('Delete')}
      busy={remove.isPending}
      onConfirm={() => template && remove.mutate({ id: template.id })}
    />
  )
}

function ImportButton() {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const save = useMutation(
    trpc.templates.save.mutationOptions({
      onSuccess: ({ title }) => toast(t('{{title}} is a template now.', { title })),
      onError: (error) => toast(t('It was not saved.'), { tone: 'failed', detail: errorMessage(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.templates.list.queryFilter()),
    }),
  )
  const read = async (file: File): Promise<void> => {
    const { parseTemplate } = await import('./template-file.ts')
    const found = parseTemplate(await file.text(), file.name)
    if (found) save.mutate(found)
    else
      toast(t('{{name}} is no template.', { name: file.name }), {
        tone: 'failed',
        detail: t('Take a file that was downloaded here, or the JSON of a drawing.'),
      })
  }
  return (
    <FileButton
      label={t('Template file')}
      accept="application/json,.json"
      busy={save.isPending}
      onFile={(file) => void read(file)}
    >
      {t('From a file')}
    </FileButton>
  )
}
