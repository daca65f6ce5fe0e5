import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readBytes, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "access.log": { format: "access-log", events: 3, rejected: 1 } });

test("a request answers to Sigma's names for web servers", async () => {
  const { records } = await readBytes(readFileSync(new URL("./samples/access.log", import.meta.url)));
  const [first, second, third] = records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
  assert.equal(first!.timeMs, Date.UTC(2026, 1, 3, 9, 11, 12));
  assert.deepEqual(first!.logSource, { category: "webserver" });
  const { fields } = first!;
  assert.deepEqual(
    [
      fields["cs-method"],
      fields["cs-uri-query"],
      fields["cs-uri-stem"],
      fields["sc-status"],
      fields["cs-user-agent"],
      fields["cs-referer"],
    ],
    ["GET", "/index.php?id=1%20UNION%20SELECT", "/index.php", "200", "sqlmap/1.8", "http://www.example.test/"],
  );
  assert.deepEqual([second!.host, second!.fields["cs-username"], second!.fields["sc-bytes"]], ["www.example.test", "alice", undefined]);
  assert.equal(third!.fields["cs-uri-query"], "\\x16\\x03\\x01");
});
