/** What reading back found later of what had taken hold: a fact about the product, never a thing that we did. */
export type StandingEvent =
  /** It was in force, nobody here undid or released it, and the product says that it is not there: somebody else took it away. */
  | { readonly type: "FoundGone"; readonly id: string; readonly says: string; readonly atMs: number }
  /** What had gone is there again, and nothing of ours put it there. */
  | { readonly type: "FoundAgain"; readonly id: string; readonly says: string; readonly atMs: number }
  /** These were read and stand as the record says, in force or gone. */
  | { readonly type: "StandingRead"; readonly ids: readonly string[]; readonly atMs: number };
