import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nastyText } from "../../testing/sample-parts.ts";
import { cut, defang, escapeHtml, escapeMarkdown, inert, inertObservable, visible } from "./inert.ts";

/** Strings that try: any characters at all, salted with the pieces that matter to somebody. */
const pieces = [
  "<script>",
  "</style>",
  "-->",
  "]]>",
  "http://a.test/",
  "HTTPS://b.test",
  "javascript:alert(1)",
  "data:text/html,x",
  "www.c.test",
  "mailto:a@b.test",
  "[x](y)",
  "![x](y)",
  "`",
  "```",
  "|",
  "\n",
  "\r",
  "\t",
  "\u2028",
  "\u202e",
  "\u200b",
  "\u2066",
  "\u{e0041}",
  "\ud800",
  "&lt;",
  "&#60;",
  "\\",
  "# ",
  "1. ",
  "- ",
  "***",
  "~~",
  "    ",
  "\u0301\u0301\u0301\u0301\u0301",
  "ftp://x.test",
  "file://c/",
  "\u00a0",
  "$$",
  "198.51.100.7",
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 6 }), fc.string({ maxLength: 6 })), { maxLength: 14 })
  .map((parts) => parts.join(""));
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00a0]/u;
const liveScheme = /(?<![a-z0-9])(https?|ftps?|file|javascript|vbscript|data|mailto|blob):(?=\S)/i;

test("what hides is shown: no control, bidi, zero-width, tag or lone surrogate is left", () => {
  fc.assert(
    fc.property(hostile, (text) => assert.doesNotMatch(visible(text), hidden)),
    { numRuns: 2_000 },
  );
  assert.equal(visible("invoice\u202Excod.exe"), "invoice⟦U+202E⟧xcod.exe");
  assert.equal(visible("a\u{e0041}b\u200bc\u0007"), "a⟦U+E0041⟧b⟦U+200B⟧c⟦U+0007⟧");
  assert.equal(visible("invoice.pdf            .exe"), "invoice.pdf ⟦12 blanks⟧ .exe");
  assert.equal(visible(`e${"\u0301".repeat(40)}`), `e${"\u0301".repeat(3)}⟦+37 marks⟧`);
  assert.equal(visible("two\r\nlines\tone"), "two lines one");
});

test("no link lives: no scheme that a viewer follows, no www, no address of a mailbox", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const dead = inert(text, 10_000);
      assert.doesNotMatch(dead, liveScheme);
      assert.doesNotMatch(dead, /\bwww\d{0,3}\./i);
      assert.doesNotMatch(dead, /[a-z0-9]@[a-z0-9]/i);
    }),
    { numRuns: 2_000 },
  );
  assert.equal(defang("see https://login.evil.test/a.php?x=1."), "see hxxps://login[.]evil[.]test/a.php?x=1.");
  assert.equal(
    defang("see HTTPS:/login.evil.test https:login.evil.test http:\\\\x"),
    "see hxxps:/login.evil.test hxxps:login.evil.test hxxp:\\\\x",
  );
  assert.equal(defang("ldap://evil.test/x smb://h"), "ldap[:]//evil[.]test/x smb[:]//h");
  assert.equal(defang("alice@corp.test at www.evil.test"), "alice[@]corp.test at www[.]evil.test");
  assert.equal(defang("from 203.0.113.7 to 10.0.0.5"), "from 203[.]0[.]113[.]7 to 10.0.0.5");
});

test("words that only look like schemes, and paths, stay as they are", () => {
  for (const text of [
    "Exfiltrated data: 4 GB",
    "C:\\Windows\\System32\\cmd.exe /c whoami",
    "System.Net.WebClient",
    "Credential abuse: LSASS was read",
    "10:11:12 UTC",
  ])
    assert.equal(defang(text), text);
});

test("observables that are names lose every dot; inner addresses can still be copied", () => {
  assert.equal(inertObservable({ type: "domain", value: "a.evil.test" }), "a[.]evil[.]test");
  assert.equal(inertObservable({ type: "ip", value: "203.0.113.7" }), "203[.]0[.]113[.]7");
  assert.equal(inertObservable({ type: "ip", value: "2001:db8::7" }), "2001[:]db8[:][:]7");
  assert.equal(inertObservable({ type: "ip", value: "192.168.1.20" }), "192.168.1.20");
  assert.equal(inertObservable({ type: "email", value: "a@evil.test" }), "a[@]evil[.]test");
  assert.equal(inertObservable({ type: "url", value: "http://evil.test/x.php" }), "hxxp://evil[.]test/x.php");
});

test("a long value is cut, says so, and half a character is never left", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.nat(40), (text, max) => {
      const short = cut(text, max);
      if (text.length <= max) return assert.equal(short, text);
      assert.match(short, /…\[\+\d+\]$/);
      assert.ok(!/[\ud800-\udbff](?=…\[)/.test(short));
    }),
  );
  assert.ok(inert("A".repeat(5_000_000)).length < 330);
});

test("HTML: nothing from outside can open a tag, leave an attribute or name an entity", () => {
  fc.assert(
    fc.property(hostile, (text) => assert.doesNotMatch(escapeHtml(text).replace(/&(amp|lt|gt|quot|#39|#96);/g, ""), /[<>"'`&]/)),
    { numRuns: 1_000 },
  );
});

test("Markdown: nothing from outside is markup, HTML, a cell, a link, an image or code", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const line = escapeMarkdown(inert(text));
      // Escaped characters are plain text; what is left must mean nothing to CommonMark or GitHub.
      const bare = line.replace(/\\[!-/:-@[-`{-~]/g, "");
      assert.doesNotMatch(bare, /[`*_[\]|<>~#$\\\n\r]/);
      assert.doesNotMatch(bare, /&(?!amp;|lt;|gt;)/);
      assert.doesNotMatch(line, /^([-+] |\d+[.)] )/);
    }),
    { numRuns: 2_000 },
  );
  assert.equal(escapeMarkdown("a|b `c` <d> [e](f) ![g](h) *i* _j_"), "a\\|b \\`c\\` &lt;d&gt; \\[e\\](f) !\\[g\\](h) \\*i\\* \\_j\\_");
  assert.equal(escapeMarkdown("1. not a list"), "1\\. not a list");
});

test("the worst text of the sample is one dead line", () => {
  const dead = inert(nastyText, 2_000);
  assert.doesNotMatch(dead, hidden);
  assert.doesNotMatch(dead, liveScheme);
  assert.ok(dead.includes("⟦U+202E⟧") && dead.includes("hxxp://203[.]0[.]113[.]66"));
});

test("what was made dead stays as it is when it is made dead again", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const once = defang(text);
      assert.equal(defang(once), once);
    }),
    { numRuns: 2_000 },
  );
  assert.equal(defang(defang("alice@corp.test")), "alice[@]corp.test");
});
