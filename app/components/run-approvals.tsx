'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../trpc.tsx'
import { ApprovalForm, DecisionLine } from './approval-form.tsx'

/** What a run asks, or asked, of a person; all of it, or that of one node. */
export function RunApprovals({ runId, nodeId, live }: { runId: string; nodeId?: string; live: boolean }) {
  const trpc = useTRPC()
  const list = useQuery(
    trpc.approvals.list.queryOptions(
      { runId },
      {
        // It may be decided elsewhere, and the run may end before this is asked again.
        refetchInterval: ({ state: { data } }) =>
          live || data?.some(({ state }) => state === 'open') ? 2_000 : false,
      },
    ),
  )
  const shown = list.data?.filter((approval) => nodeId === undefined || approval.nodeId === nodeId) ?? []
  if (shown.length === 0) return null
  return (
    <div className="mb-4 grid gap-2">
      {shown.map((approval) =>
        approval.state === 'open' ? (
          <ApprovalForm key={approval.nodeId} approval={approval} />
        ) : (
          <DecisionLine key={approval.nodeId} approval={approval} />
        ),
      )}
    </div>
  )
}
