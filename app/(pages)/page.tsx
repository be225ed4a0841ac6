import { catalogue } from '../../nodes/data/builtin/catalogue.ts'
import { templates } from '../../nodes/templates/templates.ts'
import { DrawingPicture } from '../components/drawing-picture.tsx'
import { HomePage } from './home/home-page.tsx'

/** The templates are drawn here, on the server: the page then carries pictures instead of node definitions. */
export default function Page() {
  return (
    <HomePage
      templates={templates.map(({ id, title, question, description, dataset, document }) => ({
        id,
        title,
        question,
        description,
        dataset: { title: catalogue[dataset].title, rows: catalogue[dataset].rows },
        picture: <DrawingPicture document={document} />,
      }))}
    />
  )
}
