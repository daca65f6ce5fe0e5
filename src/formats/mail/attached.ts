import { mailLimits } from "./limits.ts";
import { type Parsed, parseMail, type Refusal } from "./parse.ts";

/** One mail of several that lie in one another: its bytes, what they hold, and at which place of the list the mail stands that carries it. */
export type MailUnit = { readonly bytes: Uint8Array; readonly carrier: number | undefined; readonly parsed: Parsed | Refusal };

/**
 * A mail and the mails attached to it, each by itself, a carrier before what it carries; at most `attachedMailsMax` of them, `attachedDepthMax` deep. What lies
 * beyond is one more place of the list, refused.
 */
export async function mailsWithin(bytes: Uint8Array): Promise<readonly MailUnit[]> {
  const units: (MailUnit & { readonly depth: number })[] = [{ bytes, carrier: undefined, depth: 0, parsed: await parseMail(bytes) }];
  for (let carrier = 0; carrier < units.length; carrier++) {
    const { parsed, depth } = units[carrier]!;
    if ("reason" in parsed || parsed.attached.length === 0) continue;
    if (depth >= mailLimits.attachedDepthMax) {
      units.push({ bytes: parsed.attached[0]!, carrier, depth: depth + 1, parsed: tooDeep });
      continue;
    }
    for (const attached of parsed.attached) {
      const isBeyond = units.length > mailLimits.attachedMailsMax;
      units.push({ bytes: attached, carrier, depth: depth + 1, parsed: isBeyond ? tooMany : await parseMail(attached) });
      if (isBeyond) return units;
    }
  }
  return units;
}

const tooDeep: Refusal = {
  reason: "too-deep",
  detail: `mails attached to mails, deeper than ${mailLimits.attachedDepthMax}`,
};
const tooMany: Refusal = {
  reason: "too-many",
  detail: `the mail carries more than ${mailLimits.attachedMailsMax} mails; the others were not read`,
};
