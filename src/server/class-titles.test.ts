import assert from "node:assert/strict";
import { test } from "node:test";
import { classTitles } from "./class-titles.ts";

// Guarantees: a class of a rule of ours goes by the rule's title, inert; a rule of another product, whatever its id, goes by none of ours.

test("a class is called as our rule is, and only where the rule is ours", async () => {
  const id = "5a7f4919-a89b-4ff2-bd9d-3c545088b77e";
  const titleOf = await classTitles({ ruleTitles: async () => new Map([[id, "Service installed\u202e"]]) });
  assert.match(titleOf(`watchkeeper/${id}`) ?? "", /^Service installed/);
  assert.ok(!titleOf(`watchkeeper/${id}`)?.includes("\u202e"));
  assert.equal(titleOf(`suricata/${id}`), null);
  assert.equal(titleOf("watchkeeper/judgement/mail/other"), null);
  assert.equal((await classTitles({}))(`watchkeeper/${id}`), null);
});
