import { templates } from '../../nodes/templates/templates.ts'
import { viewOfTemplate } from '../../nodes/templates/view.ts'
import { listNodeTypes } from '../components/node-types.ts'
import { HomePage } from './home/home-page.tsx'

/** Those that come along are there at once; the page carries no node definitions. */
export default function Page() {
  return <HomePage builtIn={templates.map(viewOfTemplate)} nodeTypes={listNodeTypes()} />
}
