'use client'

import { ChevronDown, ChevronUp, ListFilter } from 'lucide-react'
import { memo, useState } from 'react'
import { IconButton } from '../../../components/icon-button.tsx'
import { TabPanel, Tabs } from '../../../components/tabs.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { useCanvas } from '../../store/context.tsx'
import { listProblems } from '../../store/problems.ts'
import type { DrawerTab } from '../../store/view-slice.ts'
import { useT } from '../../../i18n/use-t.ts'
import { LogView } from './log-view.tsx'
import { ProblemList } from './problem-list.tsx'
import { TimelineView } from './timeline-view.tsx'

/** What happened: the run over time, its logs, and what is wrong. */
export const Drawer = memo(function Drawer() {
  const { t } = useT()
  const drawer = useCanvas((state) => state.drawer)
  const showDrawer = useCanvas((state) => state.showDrawer)
  const toggleDrawer = useCanvas((state) => state.toggleDrawer)
  const problems = useCanvas((state) => listProblems(state.analysis, state.live, state.edited).length)
  const [filter, setFilter] = useState('')
  return (
    <section aria-label={t('Run drawer')} className="drawer" data-open={drawer.open}>
      <Tabs<DrawerTab>
        value={drawer.tab}
        onValueChange={showDrawer}
        label={t('Run drawer')}
        className="drawer-tabs"
        listClassName="drawer-head"
        items={[
          { value: 'timeline', label: t('Timeline') },
          { value: 'logs', label: t('Logs') },
          { value: 'problems', label: t('Problems'), count: problems },
        ]}
        aside={
          <>
            {drawer.open && drawer.tab !== 'problems' && (
              <TextField
                type="search"
                size="sm"
                aria-label={t('Filter logs')}
                placeholder={t('Filter logs')}
                icon={<ListFilter aria-hidden />}
                className="w-43"
                value={filter}
                onChange={(event) => setFilter(event.target.value)}
              />
            )}
            <IconButton
              label={drawer.open ? t('Hide the run drawer') : t('Show the run drawer')}
              shortcut="T"
              aria-expanded={drawer.open}
              onClick={toggleDrawer}
            >
              {drawer.open ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
            </IconButton>
          </>
        }
      >
        {drawer.open && (
          <>
            <TabPanel value="timeline" className="drawer-two">
              <TimelineView />
              <div className="drawer-side">
                <LogView filter={filter} />
              </div>
            </TabPanel>
            <TabPanel value="logs" className="flex min-h-0 flex-1">
              <LogView filter={filter} wraps />
            </TabPanel>
            <TabPanel value="problems" className="flex min-h-0 flex-1">
              <ProblemList />
            </TabPanel>
          </>
        )}
      </Tabs>
    </section>
  )
})
