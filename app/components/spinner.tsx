import { Loader } from 'lucide-react'
import { cn } from './cn.ts'

/** Turns while something is under way; the words beside it say what. */
export function Spinner({ size = 14, className }: { size?: number; className?: string }) {
  return <Loader aria-hidden size={size} strokeWidth={1.75} className={cn('spin shrink-0', className)} />
}
