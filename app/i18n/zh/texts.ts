import canvas from './canvas.json' with { type: 'json' }
import nodes from './nodes.json' with { type: 'json' }
import pages from './pages.json' with { type: 'json' }
import shared from './shared.json' with { type: 'json' }
import versions from './versions.json' with { type: 'json' }

/** Every text of the page in Simplified Chinese, by its English. */
export const texts: Readonly<Record<string, string>> = {
  ...shared,
  ...canvas,
  ...pages,
  ...nodes,
  ...versions,
}
