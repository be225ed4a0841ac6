/** Headings of a model card that are there from the start, for a person to fill. */
export const headingsToFill = ['Intended use', 'Limits'] as const
