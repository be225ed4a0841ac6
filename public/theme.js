// Runs before the first paint, so that the page never flashes in the wrong theme.
;(() => {
  let theme = null
  try {
    theme = localStorage.getItem('millrace.theme')
  } catch {
    // Storage may be switched off; the system's theme is used then.
  }
  if (theme !== 'light' && theme !== 'dark')
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = theme
})()
