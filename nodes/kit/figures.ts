const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A figure by its name; case, spaces and underscores make no difference. Undefined where there is none. */
export function findFigure(metrics: Readonly<Record<string, number>>, name: string): number | undefined {
  const names = Object.keys(metrics)
  const found = names.find((one) => one === name) ?? names.find((one) => plain(one) === plain(name))
  return found === undefined ? undefined : metrics[found]
}

/** What figures there are, for a message. */
export function figuresInWords(metrics: Readonly<Record<string, number>>): string {
  const names = Object.keys(metrics)
  return names.length === 0 ? 'It has none.' : `It has ${names.slice(0, 12).join(', ')}.`
}
