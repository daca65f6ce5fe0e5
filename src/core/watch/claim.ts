/** Who does a piece of work: `epoch` grows with every hand-over of it, so that an older one marks a worker that was given up. */
export type Claim = { readonly worker: string; readonly epoch: number };
