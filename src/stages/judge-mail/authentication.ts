import type { Fields } from "../../core/event/event.ts";
import { type Evidence, listOf, textOf } from "./evidence.ts";

/**
 * What the receiving server found out about where the mail came from. A failure speaks against it; a pass never speaks for it, since anyone
 * passes with a domain of his own, and the field is written by whoever touched the mail last.
 */
export function authenticationEvidence(fields: Fields): readonly Evidence[] {
  const found: Evidence[] = [];
  const say = (name: string, strength: number, says: string) => found.push({ name, group: "authentication", strength, says });
  if (textOf(fields, "auth.dmarc") === "fail") say("dmarc-fails", 0.7, "the sender's domain disowns the mail (DMARC fails)");
  if (textOf(fields, "auth.spf") === "fail") say("spf-fails", 0.5, "the sending server may not write for the domain (SPF fails)");
  else if (textOf(fields, "auth.spf") === "softfail")
    say("spf-doubtful", 0.3, "the sending server is not one of the domain's (SPF soft fail)");
  if (textOf(fields, "auth.dkim") === "fail") say("dkim-fails", 0.4, "the signature of the mail does not fit (DKIM fails)");
  if (listOf(fields, "auth.offline").some((line) => / (?:refuted|body-altered)$/.test(line)))
    say("signature-refuted", 0.4, "the mail is not what was signed");
  if (listOf(fields, "sender.signals").includes("return-path-differs"))
    say("returns-elsewhere", 0.1, "undeliverable mail goes to another organisation");
  return found;
}
