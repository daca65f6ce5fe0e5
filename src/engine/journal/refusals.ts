import { SocError } from "../../core/soc-error.ts";
import type { OpenedEntry } from "./open-entries.ts";

/** What the record says was erased is needed to go on. */
export const erased = ({ stream }: OpenedEntry) =>
  new SocError({
    code: "journal/erased",
    problem: `personal data of this record was erased (stream "${stream}" first), so what it said cannot be read or continued`,
    remedy:
      'begin a new investigation under another --world name; "watchkeeper journal verify" still proves what was recorded, when, and its erasure',
    retry: "never",
  });

/** A key is gone, and the record says nothing of an erasure. */
export const keyLost = ({ stream, sequence }: OpenedEntry) =>
  new SocError({
    code: "journal/keys-missing",
    problem: `the key of entry ${sequence} (stream "${stream}") is gone, and the record names no erasure`,
    remedy: "restore the database and the folder of keys from the same backup",
    retry: "never",
  });

/** Other writers were first, time and again. */
export const contended = (tries: number) =>
  new SocError({
    code: "journal/contended",
    problem: `other processes wrote to this record ${tries} times while one fact was decided`,
    remedy: "run the command again; when it happens often, let fewer processes work on one record",
    retry: { afterMs: 1_000 },
  });
