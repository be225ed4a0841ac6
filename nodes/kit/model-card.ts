/** Headings of a model card that are there from the start, for a person to fill. */
export const headingsToFill = ['Intended use', 'Limits'] as const

/** Media type, among the blobs of an imported model, of the facts that came with it. */
export const IMPORTED_CARD = 'application/x-millrace-card'

/** Whether a model came from a file, and from a run that is not here. */
export const isImported = (model: {
  runNumber: number
  value: { blobs: readonly { mediaType: string }[] }
}): boolean => model.runNumber === 0 && model.value.blobs.some(({ mediaType }) => mediaType === IMPORTED_CARD)
