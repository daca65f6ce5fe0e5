import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { everyPage } from "./pages.ts";

describe("pages", () => {
  const read = async (leads: ReadonlyMap<string, string>, pagesMax?: number) => {
    const seen: string[] = [];
    const list = { name: "edge", from: "a", read: async (cursor: string | undefined) => cursor!, next: (page: string) => leads.get(page) };
    for await (const page of everyPage({ ...list, ...(pagesMax === undefined ? {} : { pagesMax }) })) seen.push(page);
    return seen;
  };

  test("are read to the last one", async () => {
    assert.deepEqual(
      await read(
        new Map([
          ["a", "b"],
          ["b", "c"],
        ]),
      ),
      ["a", "b", "c"],
    );
    assert.deepEqual(await read(new Map([["a", "b"]]), 2), ["a", "b"]);
  });

  test("that lead back, or never end, are no whole list", async () => {
    for (const leads of [
      new Map([["a", "a"]]),
      new Map([
        ["a", "b"],
        ["b", "a"],
      ]),
      new Map([
        ["a", "b"],
        ["b", "c"],
        ["c", "b"],
      ]),
    ])
      await assert.rejects(read(leads), { code: "connector/unexpected-answer" });
    await assert.rejects(
      read(
        new Map([
          ["a", "b"],
          ["b", "c"],
        ]),
        2,
      ),
      { code: "connector/unexpected-answer" },
    );
  });
});
