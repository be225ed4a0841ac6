/** `Bank marketing (2024).csv` → `Bank marketing (2024)`. */
export const titleOf = (fileName: string): string =>
  fileName.replace(/\.[A-Za-z0-9]{1,8}$/, '').trim() || fileName

/** A name that may stand in an address: lower-case letters, digits and hyphens. */
export const endpointNameOf = (fileName: string): string =>
  titleOf(fileName)
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '') || 'my-endpoint'
