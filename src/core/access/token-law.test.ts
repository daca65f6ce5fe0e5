import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hex, idOf, installation, obey, refuses, startMs } from "../../testing/access-law-scene.ts";
import { rightsOfToken } from "./account.ts";
import { tokenLastsMaxMs } from "./decide-token.ts";
import type { Right } from "./right.ts";

describe("laws of tokens", () => {
  test("carry some of their maker's rights for a year at most, and lose what the maker loses", () => {
    const state = installation(["mara", "responder"]);
    const mara = idOf(state, "mara");
    const make = (wanted: readonly Right[], lastsMs = 1_000, id = "t") =>
      obey(state, {
        type: "MakeToken",
        account: mara,
        token: id,
        hash: hex(50 + state.tokens.size),
        label: "l",
        rights: wanted,
        endsAtMs: startMs + lastsMs,
        atMs: startMs,
      });
    for (const wanted of [["lead"], ["administer"], ["ingest"], ["audit"], ["read", "lead"], []] as Right[][])
      refuses("access/bad-token", () => make(wanted));
    for (const lastsMs of [0, -1, tokenLastsMaxMs + 1, Number.NaN, Number.POSITIVE_INFINITY])
      refuses("access/bad-token", () => make(["read"], lastsMs));
    make(["respond", "read"], tokenLastsMaxMs, "t-1");
    obey(state, { type: "TakeRole", by: "person:root", account: mara, role: "responder", ask: "a", atMs: startMs });
    assert.deepEqual([...rightsOfToken(state.tokens.get("t-1")!, state.accounts.get(mara)!)], []);
    refuses("access/unknown-token", () => obey(state, { type: "RevokeToken", by: "person:eve", token: "t-1", atMs: startMs }));
    refuses("access/unknown-token", () => obey(state, { type: "RevokeToken", by: "person:root", token: "constructor", atMs: startMs }));
    obey(state, { type: "RevokeToken", by: "person:mara", token: "t-1", atMs: startMs });
    assert.equal(state.byTokenHash.size, 0);
  });
});
