/**
 * How well an entry answers what is typed, for cmdk: 0 where a word of it is in neither the entry nor its keywords, 1 where
 * the entry begins with it. Letters in the order typed are not enough: *split* is not in *Duplicates*.
 */
export function findWords(entry: string, typed: string, keywords: readonly string[] = []): number {
  const own = entry.toLowerCase()
  const all = `${own} ${keywords.join(' ').toLowerCase()}`
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.every((word) => all.includes(word))) return 0
  const [first = ''] = words
  if (own.startsWith(first)) return 1
  return own.split(/[\s.:-]/).some((part) => part.startsWith(first)) ? 0.8 : 0.5
}
