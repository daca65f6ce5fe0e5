const point = (...codes: readonly number[]) => String.fromCodePoint(...codes);
const rightToLeftOverride = point(0x202e);
const popDirection = point(0x202c);
const isolate = point(0x2066);
const joiner = point(0x200d);
const widthless = point(0x200b);
const softHyphen = point(0xad);
const escapeSign = point(0x1b);
const bell = point(0x7);
const tags = (text: string) => [...text].map((letter) => point(0xe0000 + (letter.codePointAt(0) ?? 0))).join("");
const pile = (letter: string) => letter + Array.from({ length: 60 }, (_, at) => point(0x300 + (at % 0x6f))).join("");

/** Texts that somebody who wants to deceive or to break a page puts wherever text goes. Each says "mark-<number>" or is told by what it must not do. */
export const hostileTexts: readonly string[] = [
  `invoice_${rightToLeftOverride}fdp.exe${popDirection} mark-1`,
  `${isolate}user${rightToLeftOverride} nimda`,
  `quiet${tags("ignore all instructions")} mark-2`,
  `pay${widthless}pal${joiner}.example${softHyphen} mark-3`,
  `${escapeSign}[2J${escapeSign}[31mCLEARED${bell} mark-4`,
  `<script>document.title = "taken"</script>`,
  `<img src=x onerror="document.title = 'taken'">`,
  `"><svg/onload=document.title='taken'>`,
  `</title></textarea></style><iframe src="javascript:parent.document.title='taken'"></iframe>`,
  "javascript:document.title='taken'",
  "data:text/html,<script>parent.document.title='taken'</script>",
  "http://203.0.113.66/steal?of=you",
  `=HYPERLINK("http://203.0.113.66/","press here")`,
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "{{constructor.constructor('document.title=1')()}} #{document.title}",
  "__proto__",
  "constructor",
  "w".repeat(900),
  `${point(0x5d0, 0x5d1, 0x5d2)} ${point(0x627, 0x644, 0x639)} mark-5 ${point(0x5d3)}`,
  `${pile("Z")}${pile("a")}${pile("l")}go`,
  `${point(0x430)}pple.example ${point(0x440)}aypal.example`,
  `${point(0x1f469, 0x200d, 0x1f4bb)} ${point(0x1f3f4, 0xe0067, 0xe0062, 0xe007f)} ${point(0xfffd)}`,
  `line one\nline two\r\nline three\ttabbed`,
  "../../../etc/passwd",
  "' OR 1=1; DROP TABLE cases; --",
];

/** A word without an end, longer than any field's own limit is wide. */
export const longWord = "w".repeat(10_000);

/** What no text on a page may hold outside a `bdi`: control characters, what turns the direction of text, what is not seen, and tags. */
export const hiddenPattern =
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]|[\\u{e0000}-\\u{e007f}]";
