import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReadMail } from "./mail.ts";
import { campaignsApart } from "./near-duplicates.ts";

const mail = (name: string, from: string, subject: string, text: string): ReadMail => ({
  fields: { "from.address": from, subject, text },
  isPhishing: true,
  group: name,
  name,
  isHard: false,
});
const words = Array.from({ length: 120 }, (_, index) => `word${(index * 7919) % 1000}`);

test("mails of one campaign share a group, whatever differs between them; strangers do not", () => {
  const long = words.join(" ");
  const [first, bySender, bySubject, byText, other, empty, emptyToo] = campaignsApart([
    mail("a", "one@example.com", "first", long),
    mail("b", "one@example.com", "second", "something else altogether in here"),
    mail("c", "two@example.com", "first", "again other words than anywhere"),
    mail("d", "three@example.com", "third", `Hello Bob, ${long} 12345`),
    mail("e", "four@example.com", "fourth", words.toReversed().join(" ")),
    mail("f", "five@example.com", "fifth", ""),
    mail("g", "six@example.com", "sixth", ""),
  ]).map(({ group }) => group);
  for (const group of [bySender, bySubject, byText]) assert.equal(group, first);
  assert.equal(new Set([first, other, empty, emptyToo]).size, 4);
});
