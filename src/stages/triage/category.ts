import type { IncomingAlert } from "../../core/alert/alert.ts";
import { type Category, categories } from "../../core/alert/category.ts";
import { parentTechnique } from "../../core/attack/attack.ts";

const ofTechnique: ReadonlyMap<string, Category> = new Map<string, Category>([
  ["T1566", "phishing"],
  ["T1598", "phishing"],
  ["T1534", "phishing"],
  ["T1656", "phishing"],
  ["T1190", "web-attack"],
  ["T1505", "web-attack"],
  ["T1189", "malware"],
  ["T1204", "malware"],
  ["T1195", "malware"],
  ["T1133", "credential-abuse"],
  ["T1078", "credential-abuse"],
  ["T1110", "credential-abuse"],
  ["T1550", "lateral-movement"],
  ["T1021", "lateral-movement"],
  ["T1570", "lateral-movement"],
  ["T1210", "lateral-movement"],
  ["T1055", "defense-evasion"],
  ["T1548", "privilege-escalation"],
  ["T1134", "privilege-escalation"],
  ["T1068", "privilege-escalation"],
  ["T1486", "impact"],
  ["T1567", "data-exfiltration"],
  ["T1048", "data-exfiltration"],
  ["T1041", "data-exfiltration"],
  ["T1560", "data-exfiltration"],
]);

const ofTactic: ReadonlyMap<string, Category> = new Map<string, Category>([
  ["TA0040", "impact"],
  ["TA0010", "data-exfiltration"],
  ["TA0008", "lateral-movement"],
  ["TA0006", "credential-abuse"],
  ["TA0011", "command-and-control"],
  ["TA0004", "privilege-escalation"],
  ["TA0003", "persistence"],
  ["TA0009", "data-exfiltration"],
  ["TA0005", "defense-evasion"],
  ["TA0002", "malware"],
  ["TA0001", "web-attack"],
  ["TA0007", "reconnaissance"],
  ["TA0043", "reconnaissance"],
  ["TA0042", "reconnaissance"],
]);

/** Words of products' own classifications, most telling first; matched on word starts in title, rule and description. */
const ofWords: readonly (readonly [RegExp, Category])[] = [
  [/\b(phish|spear.?phish|suspicious (e-?)?mail|bec\b|spam)/, "phishing"],
  [/\b(ransom|wiper|data destruct|defacement|denial of service|dos attack|ddos)/, "impact"],
  [/\b(exfiltrat|data leak|data loss|dns ?steal|dlp\b)/, "data-exfiltration"],
  [/\b(lateral|pass.the.(hash|ticket)|psexec|remote service)/, "lateral-movement"],
  [/\b(sql|xss|cross.site|web.?shell|traversal|web\b|wordpress|wpscan|http 40\d|dirb\b|template injection|file inclusion)/, "web-attack"],
  [/\b(brute.?force|password|credential|logon|login|authentication|kerberoast|mimikatz|account lock|failed pam|ssh)/, "credential-abuse"],
  [/\b(command.and.control|c2\b|cnc\b|beacon|callback|botnet)/, "command-and-control"],
  [/\b(scan|recon|discovery|enumerat|nmap|probe|sweep)/, "reconnaissance"],
  [/\b(malware|trojan|virus|backdoor|exploit|shellcode|worm|rat\b|adware|pua\b)/, "malware"],
  [/\b(privilege|sudo|setuid|escalat)/, "privilege-escalation"],
  [/\b(persisten|scheduled task|new service|startup|autorun|new user|account created)/, "persistence"],
  [/\b(tamper|log.?clear|evasion|disabled? (the )?(antivirus|defender|firewall))/, "defense-evasion"],
  [/\b(policy|violation|p2p|tor\b|torrent|unauthori[sz]ed software|usb)/, "policy-violation"],
];

const textLengthMax = 2_000;

/** The category of an alert: what its rule says, else what its techniques, tactics or words say; "other" when nothing does. */
export function categoryOf(alert: IncomingAlert, techniques: readonly string[], tactics: readonly string[]): Category {
  if (alert.category !== undefined && categories.includes(alert.category)) return alert.category;
  for (const technique of techniques) {
    const category = ofTechnique.get(parentTechnique(technique));
    if (category) return category;
  }
  const fromWords = categoryOfWords(alert);
  for (const [tactic, category] of ofTactic) if (tactics.includes(tactic)) return fromWords && tactic === "TA0001" ? fromWords : category;
  return fromWords ?? (alert.dataset === "mail" ? "phishing" : "other");
}

function categoryOfWords({ title, rule, description }: IncomingAlert): Category | undefined {
  const text = `${title}\n${rule ?? ""}\n${description}`.slice(0, textLengthMax).toLowerCase();
  return ofWords.find(([words]) => words.test(text))?.[1];
}
