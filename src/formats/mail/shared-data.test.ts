import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sharedData } from "../../testing/shared-data.ts";
import { mail } from "./mail.ts";

test("every real mail of the shared data is recognised and read whole", async (t) => {
  const data = sharedData();
  if (data === undefined) {
    t.diagnostic("the shared data is not here: real mails were not read");
    return;
  }
  for (const folder of ["phish/email", "ham"]) {
    const names = readdirSync(join(data, folder))
      .filter((name) => name !== "LICENSE")
      .sort();
    assert.ok(names.length >= 600, folder);
    for (const name of names) {
      const bytes = readFileSync(join(data, folder, name));
      assert.ok(mail.recognises(bytes.subarray(0, 65_536)), name);
      const reader = mail.open(name);
      reader.push(bytes);
      const records = await reader.end();
      assert.deepEqual(
        records.map(({ kind }) => kind),
        ["event"],
        name,
      );
      const [record] = records;
      assert.ok(record?.kind === "event" && JSON.stringify(record.event.fields).length < 262_144, name);
    }
  }
});
