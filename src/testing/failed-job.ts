import type { Job } from "../core/write-back/write-back.ts";

/** A job of write-back that failed, with a word in everything that is shown of it. */
export const failedJob = (key: string, word: string, caseId: string): Job => ({
  key,
  kind: "verdict",
  connector: word,
  caseId,
  revision: 1,
  subject: word,
  thing: "",
  marking: "green",
  digest: "sha256:x",
  content: { because: word },
  order: 1,
  askedAtMs: 0,
  tries: 1,
  looks: 0,
  state: { status: "failed", why: { code: "connector/credentials", problem: word, remedy: word }, sure: true, triedMs: 0, atMs: 0 },
});
