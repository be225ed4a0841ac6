'use client'

import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { TextField } from '../../../components/text-field.tsx'
import { toast } from '../../../components/toast-store.ts'
import { trainingNotes } from '../../../components/training-words.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useRetry } from '../../hooks/use-retry.ts'
import { useServices } from '../../hooks/services.tsx'
import { useCanvas } from '../../store/context.tsx'
import { isRunActive } from '../../store/live-run.ts'
import { type TrainingEnd, withMoreEpochs } from '../../store/train-on.ts'

/** Goes on with the run from a node that failed, with the drawing as it is now. */
export function RetryNode() {
  const { t } = useT()
  const { retry, busy } = useRetry()
  return (
    <div className="mt-3 grid justify-items-start gap-1.5">
      <Button size="sm" busy={busy} onClick={() => void retry()}>
        {!busy && <RotateCcw aria-hidden />}
        {t('Retry')}
      </Button>
      <p className="text-12 text-ink-3">
        {t('Runs what failed again, with the settings as they are now. What finished is taken over.')}
      </p>
    </div>
  )
}

/** What is remarkable about the training shown. */
export function TrainingNotes({ nodeId }: { nodeId: string }) {
  const live = useCanvas((state) => state.live)
  const node = live?.nodes[nodeId]
  if (!live || !node) return null
  return trainingNotes(node, live.run).map((note) => (
    <p key={note} className="mb-2 text-12 text-ink-2">
      {note}
    </p>
  ))
}

const MOST = 10_000

/** Makes a finished training longer and runs it, which goes on from where it ended. */
export function TrainOn({ nodeId, end }: { nodeId: string; end: TrainingEnd }) {
  const { t } = useT()
  const [text, setText] = useState('10')
  const document = useCanvas((state) => state.document)
  const active = useCanvas(({ live }) => live !== null && isRunActive(live.run))
  const edit = useCanvas((state) => state.edit)
  const undo = useCanvas((state) => state.undo)
  const { startRun } = useServices()
  const more = Number(text)
  const valid = Number.isInteger(more) && more >= 1 && more <= MOST
  const longer = valid ? withMoreEpochs(document, nodeId, end, more) : null
  const trainOn = async (): Promise<void> => {
    if (!longer) return
    edit(() => longer)
    toast(t('The drawing trains {{count}} epochs longer now.', { count: more }), {
      tone: 'done',
      action: { label: t('Undo'), onSelect: undo },
    })
    await startRun()
  }
  return (
    <form
      className="mb-4 flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void trainOn()
      }}
    >
      <TextField
        size="sm"
        className="w-28"
        inputMode="numeric"
        aria-label={t('How many epochs more')}
        value={text}
        invalid={!valid}
        suffix={t('epochs')}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        size="sm"
        type="submit"
        disabled={!longer || active}
        title={
          valid && !longer
            ? t('Its epochs are searched, or a parameter of the pipeline: change them there.')
            : t('Goes on from where this training ended, and gives what one in one go would.')
        }
      >
        {t('Train on')}
      </Button>
    </form>
  )
}
