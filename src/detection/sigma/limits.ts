/** Bounds on what a rule may make us do. A rule beyond them is refused with its place and reason; the rest load. */
export const sigmaLimits = {
  /** Rule files in one set, and documents in one file. */
  sourcesMax: 50_000,
  documentsPerFileMax: 256,
  fileLengthMax: 1_048_576,
  /** YAML nodes in one document after aliases are followed, and how deep they nest. */
  nodesMax: 50_000,
  depthMax: 24,
  valueLengthMax: 8_192,
  /** Values of one field after `windash` and `base64offset` multiplied them. */
  variantsMax: 4_096,
  dashesPerValueMax: 4,
  conditionTokensMax: 2_000,
  /** A wildcard segment that holds `?`: it is compared at every place. */
  wildcardSegmentMax: 256,
  regexLengthMax: 4_096,
  regexProgramMax: 6_000,
  /** Text beyond this is not shown to a regular expression; readers reject such fields already. */
  regexTextMax: 65_536,
} as const;
