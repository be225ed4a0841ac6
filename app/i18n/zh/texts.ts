import shared from './shared.json' with { type: 'json' }

/** Every text of the page in Simplified Chinese, by its English. */
export const texts: Readonly<Record<string, string>> = { ...shared }
