'use client'

import { Component, Group, Maximize2, Minimize2, Ungroup } from 'lucide-react'
import { Button } from '../../../components/button.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useCommands } from '../../hooks/use-commands.ts'
import { useCanvas } from '../../store/context.tsx'
import { changeGroup, groupOf } from '../../store/groups.ts'

/** What can be made of the chosen nodes as a whole: a frame, one card, a node of their own. */
export function GroupTools() {
  const { t } = useT()
  const run = useCommands()
  const edit = useCanvas((state) => state.edit)
  const group = useCanvas((state) => groupOf(state.document, state.selection))
  return (
    <section className="form-section" aria-label={t('Grouping')}>
      {group && (
        <div className="form mb-2">
          <div className="form-row">
            <label htmlFor="group-title">{t('Title')}</label>
            <TextField
              id="group-title"
              maxLength={120}
              value={group.title}
              onChange={(event) => {
                const title = event.target.value
                edit((document) => changeGroup(document, group.id, { title }), { key: `group:${group.id}` })
              }}
            />
          </div>
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        {group ? (
          <>
            <Button size="sm" onClick={() => run('collapse')}>
              {group.collapsed ? <Maximize2 aria-hidden /> : <Minimize2 aria-hidden />}
              {group.collapsed ? t('Expand') : t('Collapse')}
            </Button>
            <Button size="sm" onClick={() => run('ungroup')}>
              <Ungroup aria-hidden />
              {t('Ungroup')}
            </Button>
          </>
        ) : (
          <Button size="sm" onClick={() => run('group')}>
            <Group aria-hidden />
            {t('Group nodes')}
          </Button>
        )}
        <Button size="sm" onClick={() => run('saveNode')}>
          <Component aria-hidden />
          {t('Save as a node…')}
        </Button>
      </div>
    </section>
  )
}
