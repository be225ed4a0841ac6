import { nativeVersions } from '../../ml/backend/native-location.ts'

export interface NpmPin {
  name: string
  version: string
  /** sha512 of the package's archive, as the npm registry gives it. */
  integrity: string
}

/** The JavaScript and C++ sources of the addon. */
export const tfjsNode: NpmPin = {
  name: '@tensorflow/tfjs-node',
  version: nativeVersions.tfjsNode,
  integrity:
    'sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==',
}

/** What its JavaScript needs to load, besides TensorFlow.js itself, which the process that loads it provides. */
export const runtimePackages: NpmPin[] = [
  {
    name: 'google-protobuf',
    version: '3.21.4',
    integrity:
      'sha512-MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==',
  },
  {
    name: 'progress',
    version: '2.0.3',
    integrity:
      'sha512-7PiHtLll5LdnKIMw100I+8xJXR5gW2QwWYkT6iJva0bXitZKa/XMrSbdmg3r2Xnaidz9Qumd0VPaMrZlF9V9sA==',
  },
]

/** Node's own C headers from the registry: compiling needs no node-gyp and no download from nodejs.org. */
export const nodeHeaders: NpmPin = {
  name: 'node-api-headers',
  version: '1.5.0',
  integrity:
    'sha512-Yi/FgnN8IU/Cd6KeLxyHkylBUvDTsSScT0Tna2zTrz8klmc8qF2ppj6Q1LHsmOueJWhigQwR4cO2p0XBGW5IaQ==',
}

/**
 * The Python package that carries the TensorFlow library and its C headers. One fixed file, whatever Python is here:
 * nothing in it is run by Python.
 */
export const wheel = {
  requirement: `tensorflow-cpu==${nativeVersions.tensorflow}`,
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  downloadMb: 207,
  pipOptions: ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'].concat([
    '--platform',
    'manylinux2014_x86_64',
  ]),
  libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
}
