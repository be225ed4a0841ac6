import { layOut, type LayoutTask } from './layout.ts'

// A worker's own scope: a thousand cards take seconds, and the page goes on meanwhile.
addEventListener('message', ({ data }: MessageEvent<LayoutTask>) => {
  postMessage(layOut(data))
})
