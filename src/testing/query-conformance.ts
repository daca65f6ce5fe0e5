import type { Condition, EventQuery, Where } from "../core/query/query.ts";

/** One query that every backend must mean alike. */
export type Conformance = { readonly name: string; readonly query: EventQuery };

const window = { fromMs: Date.UTC(2026, 2, 29, 0, 59, 59, 999), toMs: Date.UTC(2026, 2, 29, 3, 0, 0, 1) };
const ask = (name: string, where: Where | undefined, parts: Partial<EventQuery> = {}): Conformance => ({
  name,
  query: { time: window, sort: "oldest", limit: 100, ...(where && { where }), ...parts },
});
const is = (field: Condition["field"], op: Condition["op"], value: Condition["value"]): Condition => ({ field, op, value });

/** Texts that have ended a literal, begun a comment, matched everything or closed a pattern in some query language. */
export const hostileTexts: readonly string[] = [
  '"', "'", "''", '""', "\\", "\\\\", '\\"', "\\'", "`", "$", "$$", "$x$", "*", "?", "%", "_", "**", "a*b", "a?b", "a%b", "a_b", "[", "]", "[[", "{", "}", "(", ")", "|", "||", "&", "&&", "~", "^", "#", "@", "!", "<", ">", "=", ";", ",", ".", "/", "//", "/*", "*/", "--", "-- ", "-",
  '" OR 1=1', "' OR '1'='1", '"] | delete', "') OR ('1'='1", '" | delete index=*', "' UNION SELECT 1 --", "'; DROP TABLE events; --", '" or true //', "`macro(1)`", "$field$", "[search index=*]", "| outputlookup x", '") | take 1', "a\" | project *", "*:*", "a OR b", "AND", "NOT x", "_exists_:a", "/.*/", "/i or x", "^(a+)+$", "(?i)a", "\\Qa\\E", "\\x{61}", "\\u0061", "%27", "&quot;", "{p1:String}", "?p1", "$1", ":1", "@p", "%(x)s", "{{x}}", "$" + "{x}", "null", "true", "false", "0", "-0", "1e3", "NaN", "Infinity", "0x10", "010",
  "É", "é", "e\u0301", "ß", "İ", "ı", "σς", "日本語", "مرحبا", "😀", "a😀b", "👨\u200d👩\u200d👧", "\u200b", "\u202e", "\ufeff", "\u2028", "\u2029", "\u00a0", " ", "  a  ", "C:\\Windows\\System32\\cmd.exe", "\\\\server\\share$", "HKLM\\Software\\Run", "https://example.test/a?b=c&d=%20#e", "a@example.test", "CN=x,OU=y", "$(id)", "`id`", "$" + "{jndi:ldap://192.0.2.1/a}", "<script>alert(1)</script>", "a".repeat(4_096),
]; // biome-ignore format: a list to be read at once

/** What every compiler of queries must mean alike, or refuse. */
export const conformance: readonly Conformance[] = [
  ask("everything in a window across a change of clocks", undefined),
  ask("the newest first", undefined, { sort: "newest", limit: 1 }),
  ask("before 1970", undefined, { time: { fromMs: -86_400_000, toMs: 0 } }),
  ask("a window of one millisecond", undefined, { time: { fromMs: window.fromMs, toMs: window.fromMs + 1 } }),
  ask("one dataset", undefined, { dataset: "windows" }),
  ask("a dataset by condition", is("dataset", "in", ["windows", "suricata"])),
  ask("no dataset of that name", is("dataset", "eq", "nothing")),
  ask("an address as entity", undefined, { entity: "ip:192.0.2.7" }),
  ask("a user as entity", undefined, { entity: "user:mara" }),
  ask("a host as entity", undefined, { entity: "host:ws01.example.test" }),
  ask("an equal text", is("host", "eq", "WS01.example.test")),
  ask("one of several", is("user", "in", ["mara", "joss", "EXAMPLE\\svc-backup"])),
  ask("one of none", is("user", "in", [])),
  ask("any of none", { any: [] }),
  ask("all of none", { all: [] }),
  ask("none of none", { not: { all: [] } }),
  ask("a part of a text", is("process.command-line", "contains", " -enc ")),
  ask("one part or another", is("process.command-line", "contains", ["-enc", "FromBase64String"])),
  ask("a beginning", is("process.path", "startsWith", "C:\\Users\\")),
  ask("an end", is("process.path", "endsWith", "\\cmd.exe")),
  ask("an empty text", is("user", "eq", "")),
  ask("a part that is empty", is("user", "contains", "")),
  ask("letters of any case", is("user", "eq", "MaRa")),
  ask("a percent sign", is("process.command-line", "contains", "100%")),
  ask("an underscore", is("user", "eq", "svc_backup")),
  ask("a star that means a star", is("process.command-line", "contains", "*.docx")),
  ask("a question mark that means one", is("process.command-line", "endsWith", "what?")),
  ask("backslashes", is("file.path", "contains", "\\\\share\\c$\\")),
  ask("double quotes", is("process.command-line", "contains", '"C:\\Program Files\\"')),
  ask("single quotes", is("process.command-line", "contains", "it's")),
  ask("both kinds of quotes", is("process.command-line", "contains", "'\"'\"'")),
  ask("a letter of another script", is("user", "eq", "Жанна")),
  ask("an accent", is("user", "eq", "Zoë")),
  ask("an accent of two characters", is("user", "eq", "Zoe\u0308")),
  ask("a character beyond the basic plane", is("file.path", "contains", "😀")),
  ask("a letter that has no simple upper case", is("user", "eq", "Straße")),
  ask("a pattern", is("process.command-line", "regex", "powershell(\\.exe)?\\s+-e[nc]*\\s")),
  ask("a pattern with ends", is("user", "regex", "^svc[-_][a-z0-9]{1,20}$")),
  ask("a pattern with a word's boundary", is("process.command-line", "regex", "\\bnet\\b")),
  ask("a pattern of alternatives", is("process.path", "regex", "(cmd|powershell|wscript)\\.exe$")),
  ask("a pattern that counts", is("domain", "regex", "^[a-z0-9]{20,60}\\.")),
  ask("a pattern of a negated class", is("domain", "regex", "^[^.]{30,}")),
  ask("a pattern whose literals are special elsewhere", is("process.command-line", "regex", "a\\/b\\#c\\&d\\~e\\@f\\<g\\>\\\"h\\'")),
  ask("an address", is("src.ip", "eq", "192.0.2.7")),
  ask("an address of version 6", is("src.ip", "eq", "2001:db8::1")),
  ask("a range of addresses", is("dst.ip", "cidr", "198.51.100.0/24")),
  ask("a range of addresses of version 6", is("dst.ip", "cidr", "2001:db8::/32")),
  ask("one of several ranges", is("dst.ip", "cidr", ["10.0.0.0/8", "192.168.0.0/16", "fd00::/8"])),
  ask("an address outside a range", { not: is("dst.ip", "cidr", "10.0.0.0/8") }),
  ask("a text where an address stands", is("src.ip", "eq", "not an address")),
  ask("a number", is("dst.port", "eq", 443)),
  ask("more than a number", is("bytes.out", "gt", 1_000_000)),
  ask("less than a number", is("bytes.in", "lt", 0.5)),
  ask("a negative number", is("bytes.in", "gt", -1)),
  ask("a number as text", is("logon.type", "eq", "10")),
  ask("what is there", is("process.hash", "exists", true)),
  ask("what is not there", is("process.hash", "exists", false)),
  ask("not equal", { not: is("user", "eq", "SYSTEM") }),
  ask("groups in one another", {
    all: [
      { any: [is("action", "eq", "4624"), is("action", "eq", "4625")] },
      { not: { any: [is("user", "endsWith", "$"), is("logon.type", "in", ["5", "0"])] } },
      { all: [is("src.ip", "exists", true), { not: is("src.ip", "cidr", "127.0.0.0/8") }] },
    ],
  }),
  ask("an entity with conditions", is("action", "eq", "3"), { entity: "ip:198.51.100.9", dataset: "windows" }),
  ask("counts by user", undefined, { aggregate: { by: ["user"] } }),
  ask("counts by two things", is("action", "eq", "4625"), { aggregate: { by: ["user", "src.ip"] } }),
  ask("how many different", undefined, { aggregate: { by: ["src.ip"], distinct: "user" } }),
  ask("how many in all", undefined, { aggregate: { by: [] } }),
  ...hostileTexts.flatMap((text, at) => [
    ask(`hostile text ${at}, equal`, is("user", "eq", text)),
    ask(`hostile text ${at}, inside`, is("process.command-line", "contains", text)),
  ]),
];
