import { digestOfName } from "../../src/redteam/records/chance.ts";

/** A place on the network outside the company, or one of its own public services. */
export type Site = { readonly domain: string; readonly address: string; readonly category: string; readonly isEncrypted: boolean };

const named = (domain: string, category: string, isEncrypted = true): Site => ({
  domain,
  address: addressOf(domain),
  category,
  isEncrypted,
});

// Kept free for the actors of the story, who must not share an address with a news site.
const reserved = new Set(["203.0.113.145", "203.0.113.201", "203.0.113.77", "198.51.100.66", "198.51.100.180", "198.51.100.23"]);

/** An address in the documentation ranges that depends on the name alone. */
function addressOf(domain: string): string {
  for (let attempt = 0; attempt < 16; attempt++) {
    const digest = Buffer.from(digestOfName(`${domain} ${attempt}`), "hex");
    const address = `${digest[0]! % 2 === 0 ? "203.0.113" : "198.51.100"}.${(digest[1]! % 250) + 2}`;
    if (!reserved.has(address)) return address;
  }
  throw new Error(`no free address for "${domain}"`);
}

const words = {
  news: ["morning-ledger", "harbour-post", "metro-dispatch", "sport-daily", "weather-now", "science-brief"],
  business: [
    "northwind-crm",
    "paylane",
    "travel-desk",
    "sign-here",
    "meetwell",
    "expensify-me",
    "parcel-track",
    "tariff-guide",
    "supplier-hub",
  ],
  technology: ["code-harbor", "stack-answers", "package-mirror", "docs-shelf", "issue-board", "cloud-console", "container-dock"],
  advertising: ["adswirl", "pixelmetric", "bannerloop", "tagrelay"],
  "content-delivery": ["cdn-swift", "static-edge", "fontserve", "imgcache", "jslib", "videochunk"],
  social: ["chatterbox", "linkfolk", "snapwall"],
  shopping: ["bargain-barn", "bookcrate", "shoe-stop"],
} as const;
const prefixes = ["www", "app", "api", "login", "static"] as const;

export const sites: readonly Site[] = Object.entries(words).flatMap(([category, names]) =>
  names.flatMap((name, index) =>
    prefixes
      .slice(0, 2 + (index % 4))
      .map((prefix) => named(`${prefix}.${name}.${index % 3 === 0 ? "test" : "example"}`, category, index % 5 !== 4)),
  ),
);

/** Services that machines talk to by themselves. */
export const backgroundSites: readonly Site[] = [
  named("update.softworks.example", "software-update"),
  named("telemetry.softworks.example", "software-update"),
  named("settings.softworks.example", "software-update"),
  named("definitions.antivirus-vendor.example", "software-update"),
  named("mail.officecloud.example", "business"),
  named("files.officecloud.example", "business"),
  named("teams.officecloud.example", "business"),
  named("time.clockwork.example", "technology"),
  named("ocsp.trustlane.example", "technology", false),
];

/** A shared delivery address that a stale threat list still names. */
export const formerlyBadSite: Site = {
  domain: "assets.fontserve.test",
  address: "198.51.100.23",
  category: "content-delivery",
  isEncrypted: true,
};

export const ownBackupSite: Site = { domain: "backup.alderbrook.example", address: "192.0.2.40", category: "own", isEncrypted: true };
