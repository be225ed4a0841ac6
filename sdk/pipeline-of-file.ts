import { basename, extname } from 'node:path'

/**
 * The pipeline that a drawing in a file goes on with, and the name of a new one where there is none: the file's name
 * without its ending. One of that name that was never run from the command line is somebody's own and is left alone;
 * then the ending stays.
 */
export async function pipelineOfFile<P extends { id: string; name: string }>(
  file: string,
  pipelines: readonly P[],
  wasRunFromHere: (id: string) => Promise<boolean>,
): Promise<{ name: string; existing?: P }> {
  const whole = basename(file)
  const short = basename(file, extname(file)) || whole
  const named = (name: string) => pipelines.find((pipeline) => pipeline.name === name)
  const older = named(whole)
  if (older) return { name: whole, existing: older }
  const existing = named(short)
  if (!existing) return { name: short }
  return (await wasRunFromHere(existing.id)) ? { name: short, existing } : { name: whole }
}
