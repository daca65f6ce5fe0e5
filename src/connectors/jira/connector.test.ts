import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { NewTicket } from "../../ports/connector.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { mara, startJira } from "../../testing/doubles/jira.ts";
import { documentOf, textOfDocument } from "./adf.ts";
import jira from "./connector.ts";
import { jqlText } from "./tickets.ts";

const ticket = (key: string): NewTicket & { readonly key: string } => ({
  key,
  caseId: "case-1",
  title: "somebody signs in from two places",
  body: "what happened\n\nand why",
  severity: "high",
  attachments: [],
});

testConnector("jira on a double", async (): Promise<ConnectorScene> => {
  const product = await startJira();
  const of = (id: string) => product.issues.get(id)!;
  return {
    kind: jira,
    settings: {
      url: product.double.url,
      internal: true,
      user: "watchkeeper@example.test",
      project: "SEC",
      "closure-codes": { "Won't Do": "false-positive", Fixed: "true-positive" },
    },
    secrets: { token: "canary-token" },
    doubles: [product.double],
    isWrite: ({ method }) => method !== "GET",
    view: () => [...product.issues.values()],
    tickets: {
      tickets: {
        what: ticket("wk:case-1:A"),
        another: ticket("wk:case-1:a"),
        view: () => [...product.issues.keys()],
        text: {
          holding: (text) => ({ ...ticket(`wk:text-${product.issues.size}`), body: text }),
          shown: () => textOfDocument([...product.issues.values()].at(-1)?.fields.description),
        },
      },
      files: {
        view: (id) => of(id).attachments.map(({ filename, mimeType, text }) => ({ name: filename, type: mimeType, text })),
        attach: (id, filename, text) => void product.attach(of(id), mara, { filename, mimeType: "text/plain", text }),
      },
      comments: (id) => of(id).comments.filter(({ by }) => by === product.us),
      people: {
        comment: (id, text) => void product.comment(of(id), mara, documentOf(text)),
        close: (id, verdict) => product.move(of(id), mara, "Done", verdict === "false-positive" ? "Won't Do" : "Fixed"),
      },
    },
    close: product.double.close,
  };
});

test("a text is the same text in a document and back, and a document holds nothing but text and breaks", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 30 }), { maxLength: 6 }), (lines) => {
      const text = lines.join("\n").replace(/\n+$/, "");
      const document = documentOf(text);
      assert.equal(textOfDocument(document), text);
      for (const node of document.content[0]?.content ?? []) assert.match(node.type, /^(?:text|hardBreak)$/);
    }),
  );
});

test("a document of any shape is read without an end to its depth or number", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      assert.equal(typeof textOfDocument(value), "string");
    }),
  );
  const mention = { type: "mention", attrs: { id: "1", text: "@mara" } };
  const document = {
    type: "doc",
    content: [
      { type: "paragraph", content: [mention] },
      { type: "paragraph", content: [{ type: "text", text: "x" }] },
    ],
  };
  assert.equal(textOfDocument(document), "@mara\nx");
});

test("a text in JQL ends where it should", () => {
  assert.equal(jqlText('a"b\\c'), '"a\\"b\\\\c"');
});
