/** Bounds on what one input may make us do. Beyond them a record is rejected with its reason, never truncated in silence. */
export const limits = {
  recordBytesMax: 1_048_576 * 4,
  fieldLengthMax: 65_536,
  fieldsMax: 2_000,
  depthMax: 32,
  recordsMax: 20_000_000,
  mailBytesMax: 1_048_576 * 32,
  mailPartsMax: 200,
  archiveEntriesMax: 20_000,
  archiveDepthMax: 3,
  archiveBytesMax: 1_073_741_824 * 8,
  archiveRatioMax: 200,
} as const;
