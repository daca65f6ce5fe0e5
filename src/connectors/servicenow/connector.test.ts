import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewTicket } from "../../ports/connector.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startServicenow } from "../../testing/doubles/servicenow.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import servicenow from "./connector.ts";
import { condition } from "./now.ts";

const ticket = (key: string, more: Partial<NewTicket> = {}): NewTicket & { readonly key: string } => ({
  key,
  caseId: "case-1",
  title: "somebody signs in from two places",
  body: "what happened\nand why",
  severity: "high",
  attachments: [],
  ...more,
});
const settingsFor = (url: string) => ({
  url,
  internal: true,
  user: "watchkeeper",
  fields: { category: "security" },
  "closure-codes": { "User error": "false-positive", "Solution provided": "true-positive" },
});

testConnector("servicenow on a double", async (): Promise<ConnectorScene> => {
  const now = await startServicenow({ machines: 1_003, people: 1_001 });
  const of = (id: string) => now.tables.incident.find((each) => each.sys_id === id)!;
  return {
    kind: servicenow,
    settings: settingsFor(now.double.url),
    secrets: { password: "canary-password" },
    doubles: [now.double],
    isWrite: ({ method }) => method !== "GET",
    view: () => [now.tables.incident, now.tables.sys_journal_field],
    inventory: {
      assets: now.tables.cmdb_ci_computer.filter((each) => each.install_status !== "7").map(({ name }) => name!),
      identities: now.tables.sys_user.map((each) => each.user_name!),
      stuck: now.holdStuck,
    },
    tickets: {
      tickets: {
        what: ticket("wk:case-1:A"),
        another: ticket("wk:case-1:a"),
        view: () => [...now.tables.incident],
        text: {
          holding: (text) => ({ ...ticket(`wk:text-${now.tables.incident.length}`), body: text }),
          shown: () => now.tables.incident.at(-1)?.description,
        },
      },
      files: {
        view: (id) =>
          now.tables.sys_attachment
            .filter((each) => each.table_sys_id === id)
            .map((each) => ({ name: each.file_name!, type: each.content_type!, text: each.text! })),
        attach: (id, name, text) => void now.attach(id, "mara", name, "text/plain", text),
      },
      comments: (id) =>
        now.tables.sys_journal_field.filter((each) => each.element_id === id && each.sys_created_by === now.account).slice(1),
      people: {
        comment: (id, text) => now.note(of(id), "mara", text, "comments"),
        close: (id, verdict) =>
          now.change(of(id), "mara", { state: "6", close_code: verdict === "false-positive" ? "User error" : "Solution provided" }),
      },
    },
    close: now.double.close,
  };
});

const still = () => new AbortController().signal;

test("a caret in a value stays in it", () => {
  assert.equal(condition("correlation_id", "=", "a^ORactive=true"), "correlation_id=a^^ORactive=true");
});

// Guarantees that no text of ours is shown as HTML, and that a journal that we may not see is not taken for an empty one.
test("texts stay text in journals, and what nobody shows us is not called absent", async () => {
  const now = await startServicenow();
  try {
    const connector = openConnectorOf(servicenow, {
      name: "now",
      settings: settingsFor(now.double.url),
      secrets: { password: "canary-password" },
    });
    const { tickets, comments } = connector.tickets ?? assert.fail("no tickets");
    const { id } = await tickets.write(ticket("wk:1", { body: "[code]<b>x</b>[/Code]" }), still());
    await comments.write({ ticket: id, text: "[ code ]<script>[/code]", key: "wk:2" }, still());
    const held = [...now.tables.incident, ...now.tables.sys_journal_field].map((row) => JSON.stringify(row)).join("\n");
    assert.doesNotMatch(held, /\[\s*\/?\s*code\s*\]/i);
    assert.equal(now.tables.incident[0]?.category, "security");
    now.tables.sys_journal_field.length = 0;
    await assert.rejects(comments.find({ ticket: id, text: "", key: "wk:2" }, still()), { code: "connector/not-allowed" });
  } finally {
    await now.double.close();
  }
});
