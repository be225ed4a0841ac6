/**
 * Run in a process of its own, since an addon that does not fit can take the process down. Loads the native package
 * of the folder given, or that of node_modules, multiplies two matrices, and prints one line of JSON.
 */
import { loadNative } from '../../ml/backend/native.ts'
import { tf } from '../../ml/backend/tf.ts'

try {
  loadNative(process.argv[2])
  if (!(await tf.setBackend('tensorflow'))) throw new Error('the backend did not start')
  const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]))
  const values = [...(await product.data())]
  if (values.join() !== '19,22,43,50') throw new Error(`it multiplies wrongly: ${values.join(', ')}`)
  const { binding } = tf.backend() as unknown as { binding?: { TF_Version?: string } }
  console.log(JSON.stringify({ version: binding?.TF_Version ?? 'unknown' }))
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.log(JSON.stringify({ error: message.split('\n')[0] }))
}
