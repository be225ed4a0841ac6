/** Where `public/theme.js` looks before the first paint. */
const KEY = 'millrace.theme'

/** Switches between light and dark and remembers it. */
export function toggleTheme(): void {
  const root = document.documentElement
  const next = root.dataset.theme === 'dark' ? 'light' : 'dark'
  root.dataset.theme = next
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // Without storage the choice lasts until the page is left.
  }
}
