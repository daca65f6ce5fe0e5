import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { qrPng } from "../../testing/qr-code.ts";
import { readHtml } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { linkFacts, linksInText, unwrap } from "./link.ts";
import { pixelsOf, qrTexts } from "./qr.ts";
import { TextCollector } from "./text.ts";

const seenAndHidden = (html: string) => {
  const { seen, hidden, reasons } = readHtml(html).text.result();
  return { seen, hidden, reasons };
};

test("text that no reader sees is kept apart, with the reason", () => {
  const cases: readonly [string, string][] = [
    ['<div style="display:none">secret</div>', "display-none"],
    ['<div style="DISPLAY : NONE !important">secret</div>', "display-none"],
    ["<div hidden>secret</div>", "display-none"],
    ['<div style="visibility:hidden">secret</div>', "visibility-hidden"],
    ['<span style="font-size:0">secret</span>', "tiny-font"],
    ['<span style="font:1px/1 Arial">secret</span>', "tiny-font"],
    ['<span style="color:#fff">secret</span>', "same-color"],
    ['<td bgcolor="#112233"><font color="#112234">secret</font></td>', "same-color"],
    ['<p style="position:absolute;left:-9999px">secret</p>', "off-screen"],
    ['<p style="opacity:0">secret</p>', "transparent"],
    ['<p style="max-height:0;overflow:hidden">secret</p>', "zero-size"],
    ["<style>.x{color:red;display:none}</style><p class='b x'>secret</p>", "display-none"],
    ["<style>/* note */ #y{font-size:1px}</style><p id=y>secret</p>", "tiny-font"],
  ];
  for (const [html, reason] of cases)
    assert.deepEqual(seenAndHidden(`<p>seen</p>${html}`), { seen: "seen", hidden: "secret", reasons: [reason] }, html);
});

test("what can be seen is not called hidden", () => {
  for (const html of [
    '<p style="color:#000">seen</p>',
    '<td bgcolor="#000000"><font color="white">seen</font></td>',
    "<style>@media (max-width:600px){.wide{display:none}}</style><p class=wide>seen</p>",
    '<div style="visibility:hidden"><p style="visibility:visible">seen</p></div>',
    '<div style="font-size:0"><p style="font-size:14px">seen</p></div>',
    "<p>seen</p><script>var secret</script><title>t</title><!-- comment -->",
  ])
    assert.deepEqual(seenAndHidden(html), { seen: "seen", hidden: "", reasons: [] }, html);
});

test("letters without width are counted, and a message in tag characters is read out", () => {
  const collector = new TextCollector();
  collector.add(`pa\u200bss\u00adword ${[..."ignore"].map((letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!)).join("")}`);
  const result = collector.result();
  assert.equal(result.seen, "password");
  assert.equal(result.hidden, "ignore");
  assert.equal(result.zeroWidth, 2);
  assert.deepEqual(result.reasons, ["tag-characters", "zero-width"]);
  const flag = new TextCollector();
  flag.add("\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} \u2764\ufe0f");
  assert.deepEqual(flag.result().reasons, []);
});

test("forms, pictures and forwards are counted without being followed", () => {
  const facts = readHtml(
    '<form action="https://a.example.test/p"><input type=PASSWORD></form><img src="https://a.example.test/p.gif" width=1 height=1><img src="cid:x"><meta http-equiv=refresh content="0;url=https://b.example.test/"><script>1</script>',
  );
  assert.deepEqual(facts.counts, { forms: 1, passwordInputs: 1, scripts: 1, iframes: 0, remoteImages: 1, trackingImages: 1 });
  assert.deepEqual(facts.formTargets, ["https://a.example.test/p"]);
  assert.deepEqual(facts.refresh, ["https://b.example.test/"]);
});

test("a link that shows one place and leads to another is named, one that keeps its word is not", () => {
  const mismatch = (html: string) => linkFacts(readHtml(html).links).mismatch;
  assert.deepEqual(mismatch('<a href="http://evil.example.net/x">https://bank.example.com/login</a>'), [
    "https://bank.example.com/login -> http://evil.example.net/x",
  ]);
  for (const html of [
    '<a href="http://click.example.com/1">www.example.com</a>',
    '<a href="http://a.example.net">Click here</a>',
    '<a href="http://a.example.net">report.pdf</a>',
    '<a href="mailto:a@example.net">b.example.com</a>',
  ])
    assert.deepEqual(mismatch(html), [], html);
});

test("a rewritten link leads to what it wraps", () => {
  assert.equal(
    unwrap("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example.test%2Fx&data=1"),
    "https://a.example.test/x",
  );
  assert.equal(unwrap("https://www.google.com/url?q=https://a.example.test/&sa=D"), "https://a.example.test/");
  assert.equal(unwrap("https://urldefense.com/v3/__https://a.example.test/x__;!!AbC"), "https://a.example.test/x");
  assert.equal(unwrap("https://a.example.test/?url=https://b.example.test"), "https://a.example.test/?url=https://b.example.test");
});

test("what is odd about a target is said in one word", () => {
  const signals = (target: string) => linkFacts([{ target, shown: "" }]).signals;
  assert.deepEqual(signals("http://192.0.2.1/a"), ["ip-host"]);
  assert.deepEqual(signals("http://3221225985/a"), ["ip-host"]);
  assert.deepEqual(signals("https://example.com@a.example.test:8080/"), ["port", "user-info"]);
  assert.deepEqual(signals("https://xn--exmple-cua.test"), ["punycode"]);
  assert.deepEqual(signals("java\nscript:alert(1)"), ["script"]);
  assert.deepEqual(signals("data:text/html;base64,aGk="), ["data"]);
  assert.deepEqual(signals("\\\\192.0.2.1\\share"), ["file"]);
  assert.deepEqual(signals("https:/\\a.example.test"), []);
});

test("links in plain text end where the sentence does", () => {
  assert.deepEqual(
    linksInText("See https://a.example.test/x?y=1. Or (www.example.org/a), now!").map(({ target }) => target),
    ["https://a.example.test/x?y=1", "http://www.example.org/a"],
  );
});

test("a picture's code is read; pictures too big, broken or made to be slow are left alone", () => {
  assert.deepEqual(qrTexts([qrPng("https://a.example.test/1"), Buffer.from("no picture, but long enough to look at")]), [
    "https://a.example.test/1",
  ]);
  const huge = Buffer.from(qrPng("x"));
  huge.writeUInt32BE(60_000, 16);
  assert.deepEqual(qrTexts([huge]), []);
  const frame = Buffer.from("ffd8ffc0001108001000100301220002110103110100", "hex");
  const scans = Buffer.concat([
    frame,
    ...Array.from({ length: mailLimits.jpegScansMax + 1 }, () => Buffer.from("ffda00", "hex")),
    Buffer.alloc(16),
  ]);
  assert.equal(pixelsOf(scans), undefined);
});

// Guarantees that whatever stands in markup, a reader's text and the hidden text stay within their bounds.
test("any markup is read within bounds", () => {
  const piece = fc.constantFrom(
    "<div style='display:none'>",
    "</div>",
    "<a href=http://x.example.test>",
    "</a>",
    "text ",
    "<style>.a{",
    "}",
    "</style>",
    "<p class=a>",
    "&nbsp;",
    "\u200b",
    "<b",
    ">",
    "<!--",
    "-->",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
      const facts = readHtml(pieces.join(""));
      const { seen, hidden } = facts.text.result();
      assert.ok(seen.length <= mailLimits.textLengthMax && hidden.length <= mailLimits.textLengthMax);
      linkFacts(facts.links);
    }),
    { numRuns: 300 },
  );
});
