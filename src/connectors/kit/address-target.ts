import ipaddr from "ipaddr.js";
import type { Handle } from "../../core/containment/handle.ts";
import { noTarget, severalTargets } from "./effector.ts";

/** What a block of this machine itself, of everyone or of no one would be. */
const never = new Set(["unspecified", "loopback", "multicast", "broadcast", "linkLocal"]);

/** The one address of a target in its canonical form. A range is several targets; what is no address, or is everyone's, is none. */
export function addressOf(name: string, target: Handle): string {
  if (target.kind !== "address") throw noTarget(name, target);
  if (ipaddr.isValidCIDR(target.name)) throw severalTargets(name, target, 2);
  if (!ipaddr.isValid(target.name) || target.name.includes("%")) throw noTarget(name, target);
  const address = ipaddr.process(target.name);
  if (never.has(address.range())) throw noTarget(name, target);
  return address.toString();
}

/** What `addressOf` gives. */
export const addressShape = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})$/;

/** Whether two spellings are one address. */
export function isSameAddress(one: string, other: string): boolean {
  return (
    ipaddr.isValid(one) && ipaddr.isValid(other) && ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString()
  );
}
