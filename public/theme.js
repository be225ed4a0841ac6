// Runs before the first paint, so that the page never flashes in the wrong theme.
;(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const show = () => {
    let theme = null
    try {
      theme = localStorage.getItem('millrace.theme')
    } catch {
      // Storage may be switched off; the system's theme is used then.
    }
    if (theme !== 'light' && theme !== 'dark') theme = dark.matches ? 'dark' : 'light'
    document.documentElement.dataset.theme = theme
  }
  show()
  // The system may change in the evening, and another page of ours may have been switched.
  dark.addEventListener('change', show)
  addEventListener('storage', ({ key }) => key === 'millrace.theme' && show())
})()
