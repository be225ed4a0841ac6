import { cn } from './cn.ts'

/** Holds the place of something that is being fetched. Give it the size of what will come. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('pulse block rounded-sm bg-surface-3', className)} />
}
