import type { Column, ColumnKind } from '../../kit/columns.ts'

/** What is known of a built-in data set without opening it. The rows lie in `data/<id>.csv`, or that of `pictures`. */
export interface BuiltinDataset {
  id: DatasetId
  title: string
  task: 'classification' | 'regression'
  rows: number
  /** Name of the column that is predicted unless another is chosen. */
  target: string
  columns: readonly Column[]
  /** Where one column holds pictures: the data set whose columns are their pixels, and what a pixel is divided by. */
  pictures?: { column: string; of: DatasetId; scale: number }
  description: string
  licence: string
  /** Where the data were first published. */
  source: string
}

export const datasetTitles = {
  penguins: 'Palmer penguins',
  wine: 'Wine cultivars',
  'breast-cancer': 'Breast cancer (Wisconsin, diagnostic)',
  digits: 'Handwritten digits, 8 × 8',
  'digit-images': 'Handwritten digits as images',
  diabetes: 'Diabetes progression',
  weather: 'Seattle weather, daily',
  definitions: 'Definitions of things (WordNet)',
} as const
export type DatasetId = keyof typeof datasetTitles

const storageOf = { number: 'double', category: 'varchar', datetime: 'date', text: 'varchar' } as const

const column = (
  name: string,
  kind: ColumnKind & keyof typeof storageOf,
  more: Partial<Column> = {},
): Column => ({
  id: name,
  name,
  storage: storageOf[kind],
  kind,
  role: 'feature',
  ...more,
})
const numbers = (...names: readonly string[]): Column[] => names.map((name) => column(name, 'number'))
/** Categories are given in code-unit order. */
const category = (name: string, categories: readonly string[], more: Partial<Column> = {}): Column =>
  column(name, 'category', { categories, ...more })
const target = { role: 'target' } as const

const CC_BY = 'CC BY 4.0'

const cellMeasures = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave_points',
  'symmetry',
  'fractal_dimension',
]
const digitLabels = Array.from({ length: 10 }, (_, digit) => String(digit))
const pixels = Array.from({ length: 64 }, (_, at) => `pixel_${Math.floor(at / 8)}_${at % 8}`)

/** The built-in data sets by id; `make-data.py` makes their files. */
export const catalogue: Readonly<Record<DatasetId, BuiltinDataset>> = {
  penguins: {
    id: 'penguins',
    title: datasetTitles.penguins,
    task: 'classification',
    rows: 344,
    target: 'species',
    columns: [
      category('species', ['Adelie', 'Chinstrap', 'Gentoo'], target),
      category('island', ['Biscoe', 'Dream', 'Torgersen']),
      ...numbers('beak_length_mm', 'beak_depth_mm', 'flipper_length_mm', 'body_mass_g'),
      category('sex', ['female', 'male']),
    ],
    description:
      'Three species of penguin near Palmer Station, Antarctica, with body measurements. A few values are missing.',
    licence: 'CC0 1.0',
    source: 'https://allisonhorst.github.io/palmerpenguins/',
  },
  wine: {
    id: 'wine',
    title: datasetTitles.wine,
    task: 'classification',
    rows: 178,
    target: 'cultivar',
    columns: [
      ...numbers(
        'alcohol',
        'malic_acid',
        'ash',
        'alcalinity_of_ash',
        'magnesium',
        'total_phenols',
        'flavanoids',
        'nonflavanoid_phenols',
        'proanthocyanins',
        'color_intensity',
        'hue',
        'od280/od315_of_diluted_wines',
        'proline',
      ),
      category('cultivar', ['class_0', 'class_1', 'class_2'], target),
    ],
    description:
      'Chemical analysis of Italian wines from one region; which of three cultivars is each made from?',
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/109/wine',
  },
  'breast-cancer': {
    id: 'breast-cancer',
    title: datasetTitles['breast-cancer'],
    task: 'classification',
    rows: 569,
    target: 'diagnosis',
    columns: [
      ...numbers(
        ...cellMeasures.map((name) => `mean_${name}`),
        ...cellMeasures.map((name) => `${name}_error`),
        ...cellMeasures.map((name) => `worst_${name}`),
      ),
      category('diagnosis', ['benign', 'malignant'], target),
    ],
    description:
      'Measures of cell nuclei in images of breast tissue: mean, standard error and worst of ten features.',
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic',
  },
  digits: {
    id: 'digits',
    title: datasetTitles.digits,
    task: 'classification',
    rows: 1797,
    target: 'digit',
    columns: [...numbers(...pixels), category('digit', digitLabels, target)],
    description:
      'Handwritten digits as 8 × 8 pixels of 0 to 16, one column a pixel (`pixel_row_column`, from the top left).',
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
  },
  'digit-images': {
    id: 'digit-images',
    title: datasetTitles['digit-images'],
    task: 'classification',
    rows: 1797,
    target: 'digit',
    columns: [
      { id: 'image', name: 'image', storage: 'list', kind: 'vector', role: 'feature', shape: [8, 8, 1] },
      category('digit', digitLabels, target),
    ],
    pictures: { column: 'image', of: 'digits', scale: 16 },
    description:
      'The same handwritten digits, each as one grey image of 8 × 8 pixels of 0 to 1, in one column.',
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
  },
  diabetes: {
    id: 'diabetes',
    title: datasetTitles.diabetes,
    task: 'regression',
    rows: 442,
    target: 'progression',
    columns: [
      ...numbers('age'),
      category('sex', ['1', '2']),
      ...numbers('bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6'),
      column('progression', 'number', target),
    ],
    description:
      'Age, sex, body mass index, blood pressure and six blood serum measures of patients (s1 total cholesterol, s2 LDL, s3 HDL, s4 total/HDL, s5 log of triglycerides, s6 blood sugar); how far had the disease progressed a year later?',
    licence: 'Published with the paper; distributed with scikit-learn (BSD-3-Clause)',
    source: 'https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html',
  },
  weather: {
    id: 'weather',
    title: datasetTitles.weather,
    task: 'regression',
    rows: 1461,
    target: 'temp_max',
    columns: [
      column('date', 'datetime', { role: 'time' }),
      ...numbers('precipitation'),
      column('temp_max', 'number', target),
      ...numbers('temp_min', 'wind'),
      category('weather', ['drizzle', 'fog', 'rain', 'snow', 'sun']),
    ],
    description:
      'Four years of days in Seattle, 2012 to 2015, in time order: rain (mm), highest and lowest temperature (°C), wind (m/s) and the kind of weather.',
    licence: 'Public domain (US government, NOAA)',
    source: 'https://www.ncdc.noaa.gov/cdo-web/datatools/records',
  },
  definitions: {
    id: 'definitions',
    title: datasetTitles.definitions,
    task: 'classification',
    rows: 2400,
    target: 'kind',
    columns: [
      column('definition', 'text'),
      category('kind', ['animal', 'artifact', 'body', 'food', 'person', 'plant'], target),
    ],
    description:
      'Definitions of English nouns, one line each; is it an animal, a thing made by people, a part of the body, food, a person or a plant?',
    licence: 'WordNet licence (free for any use, with its notice)',
    source: 'https://wordnet.princeton.edu/',
  },
}

/** The data set whose file holds the rows of another; its own where it has one. */
export const fileOf = ({ id, pictures }: BuiltinDataset): BuiltinDataset => catalogue[pictures?.of ?? id]

/** The data set of an id; undefined for an unknown one. */
export const findDataset = (id: string): BuiltinDataset | undefined =>
  Object.hasOwn(catalogue, id) ? catalogue[id as DatasetId] : undefined
