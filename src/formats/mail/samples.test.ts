import { testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, {
  "no-time.eml": { format: "mail", rejected: 1 },
  "phishing.eml": { format: "mail", events: 1 },
  "plain.eml": { format: "mail", events: 1 },
  "two.mbox": { format: "mail", events: 2 },
});
