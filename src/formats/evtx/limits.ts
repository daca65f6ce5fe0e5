/** What one file, chunk or record may make us do. Sizes are those of the format itself ([MS-EVEN6] 2.2; libevtx's format notes). */
export const evtxLimits = {
  headerBytes: 4_096,
  chunkBytes: 65_536,
  chunkHeaderBytes: 512,
  recordHeaderBytes: 24,
  recordBytesMin: 28,
  /** Nesting of elements in one template, and of binary XML inside values. */
  elementDepthMax: 32,
  fragmentDepthMax: 8,
  /** Elements, attributes and pieces of text in one template definition. */
  nodesMax: 8_192,
  substitutionsMax: 4_096,
  /** Values written for one record; repeated templates inside values cannot multiply beyond it. */
  stepsPerRecordMax: 4_096,
  /** Rejected stretches reported for one chunk; beyond them the rest of the chunk is one rejected record. */
  damagesPerChunkMax: 256,
  /** Nodes parsed for one chunk; an honest chunk cannot hold that many, overlapping templates can. */
  nodesPerChunkMax: 65_536,
  nameCharsMax: 1_024,
  /** Times from here on are a mistake, or an attack on whoever sorts by time. */
  timeMsMax: Date.UTC(2200, 0, 1),
} as const;
