import { mailDateMs } from "./date.ts";
import { isPublicAddress, sameOrganisation } from "./domain.ts";

/** One hop, as its server wrote it: everything in it may be a lie but what our own servers wrote, which are on top. */
export type Hop = {
  readonly from: string | undefined;
  readonly address: string | undefined;
  readonly by: string | undefined;
  readonly timeMs: number | undefined;
};

const hopLengthMax = 4_096;
const address4 = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])/;
const address6 = /(?<![0-9a-f:])((?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?![0-9a-f:])/i;

/** Reads one Received field (RFC 5321 section 4.4). */
export function hopOf(value: string): Hop {
  const text = value
    .slice(0, hopLengthMax)
    .replace(/\s{1,500}/g, " ")
    .trim();
  const cut = text.lastIndexOf(";");
  const path = cut < 0 ? text : text.slice(0, cut);
  const by = /(?:^| )by ([\w.-]{1,255})/i.exec(path);
  const fromPart = /^from /i.test(path) ? path.slice(5, by ? by.index : undefined).replace(/IPv6:/gi, " ") : "";
  return {
    from: /^([\w.-]{1,255})/.exec(fromPart)?.[1]?.toLowerCase(),
    address: (address4.exec(fromPart)?.[1] ?? address6.exec(fromPart)?.[1])?.toLowerCase(),
    by: by?.[1]?.toLowerCase(),
    timeMs: cut < 0 ? undefined : mailDateMs(text.slice(cut + 1)),
  };
}

/** The hop at which the mail came to our side: the newest with a public address whose sender is not of the receiving organisation; else the newest with a public address. */
export function entryHop(hops: readonly Hop[]): Hop | undefined {
  const outside = hops.filter(({ address }) => address !== undefined && isPublicAddress(address));
  return outside.find(({ from, by }) => !isOneOperator(from, by)) ?? outside[0];
}

// The big hosts pass mail about between domains of their own; a hop inside one of them is not where the mail came in.
const operators = [/\.(?:outlook|office365|microsoft|exchangelabs|hotmail)\.com$/, /\.(?:google|gmail|googlemail)\.com$/];

function isOneOperator(from: string | undefined, by: string | undefined): boolean {
  return sameOrganisation(from, by) || operators.some((operator) => operator.test(`.${from ?? ""}`) && operator.test(`.${by ?? ""}`));
}
