import { isContained } from "./origin.ts";
import type { SensitiveAction } from "./sensitive/entry.ts";
import { toldByFreeText } from "./sensitive/index.ts";
import type { Values } from "./values.ts";

/** What the free values of an event say. Each part can only grow when text is appended to a value or values are added. */
export type FreeReading = {
  /** Beginnings of the words, by themselves and with the field that they stand in. */
  readonly words: ReadonlySet<string>;
  readonly traits: readonly string[];
  /** What the texts describe, in the order in which they stand. */
  readonly told: readonly SensitiveAction[];
};

const textLengthMax = 400;
const wordsMax = 40;
/** Of this many texts it is asked what they describe; of tags and the like never, so that adding some pushes out none. */
const toldTextsMax = 128;
/** Lengths of the beginnings of words. A beginning stays when letters are appended to the last word, a whole word would not. */
const beginnings = [3, 5, 7, 9] as const;
const namedBeginning = 5;

/** Reads the free values, the shallowest first. */
export function freeReadingOf(values: Values): FreeReading {
  const words = new Set<string>();
  const told = new Map<string, SensitiveAction>();
  const found = new Set<string>();
  let asked = 0;
  for (const [path, value] of values) {
    const text = String(value).slice(0, textLengthMax);
    const small = text.toLowerCase();
    addWords(words, path.slice(path.lastIndexOf(".") + 1).toLowerCase(), text);
    for (const { says, pattern } of freeTraits) if (!found.has(says) && pattern.test(small)) found.add(says);
    if (small.length < shortestTold || isContained(path) || ++asked > toldTextsMax) continue;
    for (const each of toldByFreeText(text)) told.set(each.says, each);
  }
  return { words, traits: freeTraits.map(({ says }) => says).filter((says) => found.has(says)), told: [...told.values()] };
}

const shortestTold = 4;

function addWords(into: Set<string>, name: string, text: string): void {
  const apart = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  let count = 0;
  for (const [word] of apart.matchAll(/[a-z]{2,}/g)) {
    if (count++ >= wordsMax) return;
    for (const length of beginnings) if (word.length >= length) into.add(`free ${word.slice(0, length)}`);
    if (word.length >= namedBeginning) into.add(`free ${name}=${word.slice(0, namedBeginning)}`);
  }
}

/**
 * Traits of free text. A pattern asks only what stands there, never where the text ends or what does not follow: so no text that is appended can
 * take a trait away. Written for texts in small letters.
 */
export const freeTraits: readonly { readonly says: string; readonly pattern: RegExp }[] = [
  {
    says: "an attack tool",
    pattern:
      /\bkali|parrot os|pentoo|\bpacu|trufflehog|sqlmap|\bnmap|nikto|nuclei|masscan|metasploit|cobalt|mimikatz|bloodhound|azurehound|roadtools|aadinternals|evilginx|gophish|s3 browser|scoutsuite|peirates|kube-?hunter|rubeus|sharphound|\bxmrig|ethminer|fuzz faster|\bffuf|gobuster|dirbuster|\bhydra|crackmapexec|impacket|s3browser|\bemotet/,
  },
  {
    says: "a tool rather than a browser",
    pattern:
      /python|\bcurl|\bwget|boto|aws-cli|aws-sdk|go-http|okhttp|powershell|axios|java\/|postman|httpx|aiohttp|\bruby|libwww|node-fetch/,
  },
  { says: "a hidden sender", pattern: /\btor[ _./-]|torexit|tor_exit|anonymi[sz]|mullvad|nordvpn|expressvpn|protonvpn/ },
  {
    says: "called malicious",
    pattern:
      /malicious|blacklist|blocklist|known.?bad|compromis|breach|leaked|pwned|stolen|botnet|ransom|malware|trojan|phish|\bexploit|\bcve-\d|\bc2[ /_.-]|command.and.control|crypto.?min|webshell|backdoor|credential.?stuff|brute.?force|\bspray|impossible.?travel|exfiltrat|\binjection|\bxss|traversal|\brce[ /_.-]|log4|jndi|honeypot|honeytoken|canary|decoy|\bdumping|privilege.?escalation|lateral.?movement|persistence|defen[cs]e.?evasion|credential.?access/,
  },
  {
    says: "called suspicious",
    pattern: /suspicious|anomal|unusual|unauthori[sz]ed|unrecogni[sz]ed|unfamiliar|violation|abuse|threat|attack|intrusion|toxic|risky/,
  },
  { says: "named like an attacker's", pattern: /attacker|\bevil|hacker|badguy|rogue|intruder/ },
  {
    says: "anyone may reach it",
    pattern:
      /0\.0\.0\.0\/0|::\/0|"(principal|aws)":\s*"\*"|allusers|allauthenticatedusers|public|anyone|anonymous|external|internet|outside/,
  },
  {
    says: "administrator rights",
    pattern:
      /administratoraccess|fullaccess|\badmin|_admin|-admin|superuser|super_?admin|sysadmin|cluster-admin|system:masters|\bowner|roles\/(owner|editor)|poweruser|"action":\s*"\*"|\bsudo|privileged role/,
  },
  { says: "every action or resource", pattern: /"action":\s*"?\*|"resource":\s*"\*"/ },
  {
    says: "reads secrets of the machine",
    pattern:
      /\/var\/run\/secrets|serviceaccount\/token|169\.254\.169\.254|\/etc\/(shadow|passwd)|\.aws\/credentials|\.ssh\/|id_rsa|\.kube\/config|lsass|ntds/,
  },
  {
    says: "a shell command",
    pattern:
      /curl |wget |\bbash|sh -c|\/bin\/sh|\bnc |ncat|base64|chmod|powershell|cmd\.exe|perl -|whoami|nsenter|chroot|wevtutil|certutil|bitsadmin|rundll32|regsvr32|mshta|\$\(/,
  },
  { says: "switched off", pattern: /disabl|turned off|switched off|deactivat|not required|optional|suspended|removed|deleted|allow all/ },
  { says: "no second factor", pattern: /without mfa|no mfa|singlefactor|single.factor|mfa disabled/ },
  { says: "severity high", pattern: /\b(critical|high) (severity|risk|confidence)|severity[:= ]+(critical|high)/ },
  { says: "a new place or device", pattern: /new[-_ ](ip|city|country|device|geo|location|asn)|first.?seen/ },
  { says: "many at once", pattern: /\bbulk|\bbatch|\bmass[ -]|multiple|threshold|exceed/ },
];
