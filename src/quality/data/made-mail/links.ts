import type { Chance } from "./chance.ts";
import { borrowingDomain, drawnLabel, freeMailbox, madeOrganisation, shadyDomain } from "./names.ts";

const words = (text: string) => text.trim().split(/\s+/);
const hosting = words(
  "web.app firebaseapp.com pages.dev workers.dev netlify.app vercel.app herokuapp.com github.io weebly.com wixsite.com blogspot.com blob.core.windows.net web.core.windows.net s3.amazonaws.com storage.googleapis.com onrender.com webflow.io godaddysites.com r2.dev translate.goog",
);
const shorteners = words("bit.ly tinyurl.com t.co is.gd cutt.ly rb.gy t.ly s.id tiny.cc shorturl.at qrco.de ow.ly");
const mailServices = words(
  "list-manage.com sendgrid.net hubspotlinks.com cmail19.com mailjet.com rs6.net exct.net klaviyomail.com mktoweb.com",
);
const socialSites = words("facebook.com instagram.com twitter.com youtube.com linkedin.com pinterest.com");

const code = (chance: Chance, length: number) =>
  Array.from({ length }, () => chance.of([..."abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"])).join("");

/** A link as attackers make them. `brand` is the name that they borrow. */
export function baitLink(chance: Chance, { brand, mail }: { brand: string; mail: string }): string {
  const path = baitPath(chance, mail);
  const scheme = chance.is(0.75) ? "https" : "http";
  return chance.weighted<() => string>([
    [() => `${scheme}://${chance.is(0.3) ? "www." : ""}${shadyDomain(chance)}${path}`, 0.44],
    [
      () => `${scheme}://${chance.of(["mail", "portal", "secure", "click", "track", drawnLabel(chance)])}.${shadyDomain(chance)}${path}`,
      0.12,
    ],
    [() => `${scheme}://${drawnLabel(chance)}.${chance.of(hosting)}${path}`, 0.14],
    [() => `https://${chance.of(shorteners)}/${code(chance, 7)}`, 0.13],
    [() => `${scheme}://${borrowingDomain(chance, brand.toLowerCase())}${path}`, 0.07],
    [() => `http://198.51.100.${chance.whole(1, 254)}${path}`, 0.03],
    [() => `https://www.google.com/url?q=https://${shadyDomain(chance)}${path}`, 0.03],
    [
      () =>
        `https://${chance.of(["bing.com/ck/a?u=", "l.facebook.com/l.php?u=https://", "www.youtube.com/redirect?q=https://"])}${shadyDomain(chance)}`,
      0.02,
    ],
    [() => `https://${chance.of(mailServices)}/ls/click?upn=${code(chance, 60)}`, 0.04],
  ])();
}

function baitPath(chance: Chance, mail: string): string {
  return chance.weighted<() => string>([
    [() => "/", 0.12],
    [() => `/${code(chance, chance.whole(6, 40))}`, 0.3],
    [
      () =>
        `/${chance.of(["login", "verify", "account/update", "secure/signin", "webmail", "auth/validate", "confirm", "wp-content/plugins/x", "wp-includes/y", "track", "unlock"])}${chance.is(0.4) ? ".php" : ""}`,
      0.24,
    ],
    [() => `/${chance.of(stemsOfPath)}/${chance.whole(1, 99999)}.html`, 0.1],
    [() => `/?e=${mail}`, 0.06],
    [() => `/#${Buffer.from(mail).toString("base64")}`, 0.05],
    [() => `/c/${chance.whole(100, 9999)}_md/${chance.whole(1, 99)}/${code(chance, 12)}`, 0.13],
  ])();
}
const stemsOfPath = words("offers sale index home page go click news info doc view");

/** A button that writes a mail to the attacker. */
export function baitMailto(chance: Chance): string {
  const mailbox = () => freeMailbox(chance);
  return `mailto:${mailbox()}${chance.is(0.5) ? `,${mailbox()}` : ""}?subject=${chance.of(["Report%20The%20User", "unsubscribe", "Please%20Unsubscribe", "yes", "Remove"])}`;
}

/** A link as people send one another: somebody's page, now and then shortened, or a machine in their own network. */
export function personalLink(chance: Chance): string {
  if (chance.is(0.05)) return `https://${chance.of(shorteners)}/${code(chance, 7)}`;
  if (chance.is(0.03)) return `http://${chance.is(0.5) ? "10.0.0." : "203.0.113."}${chance.whole(1, 254)}:8080/`;
  return `https://www.${madeOrganisation(chance).domain}/${chance.whole(1, 999)}`;
}

/**
 * Where the links of one ordinary mail lead: the sender's own pages, a service that counts clicks for it, a tracker under another name, or whatever
 * the mail talks about. One mail mostly has one habit.
 */
export function plainLinks(chance: Chance, domain: string): () => string {
  const service = `${code(chance, 6).toLowerCase()}.${chance.of(mailServices)}`;
  const tracker = `${chance.of(["trk", "click", "link", "go"])}.${madeHost(chance).slice(4)}`;
  const own = () =>
    `https://www.${domain}/${chance.of(stemsOfPath)}/${chance.whole(1, 9999)}?utm_source=newsletter&utm_campaign=${code(chance, 8)}`;
  const ownTracker = () =>
    `https://${chance.of(["click", "links", "email", "t", "app", "account"])}.${domain}/${code(chance, chance.whole(8, 40))}`;
  const token = () =>
    `https://${domain}/${chance.of(["login", "account", "verify", "confirm", "reset", "unsubscribe"])}?token=${code(chance, 32)}`;
  const social = () => `https://www.${chance.of(socialSites)}/${domain.split(".")[0]}`;
  const foreign = () =>
    `https://${chance.is(0.7) ? madeHost(chance) : madeOrganisation(chance).domain}/${chance.of(stemsOfPath)}/${chance.whole(1, 9999)}`;
  const odd = () =>
    chance.is(0.6)
      ? `https://${chance.of(shorteners)}/${code(chance, 7)}`
      : `https://${chance.of(stemsOfPath)}${chance.whole(1, 999)}.${chance.of(hosting)}/${chance.of(stemsOfPath)}`;
  const habit = chance.weighted<() => string>([
    [own, 0.33],
    [ownTracker, 0.26],
    [() => `https://${service}/ls/click?upn=${code(chance, 60)}`, 0.2],
    [() => `https://${tracker}/${chance.is(0.6) ? code(chance, chance.whole(20, 50)) : "c.php"}?u=${chance.whole(100, 99999)}`, 0.07],
    [foreign, 0.07],
    [token, 0.06],
    [odd, 0.025],
  ]);
  return () => (chance.is(0.88) ? habit() : chance.is(0.8) ? social() : chance.is(0.85) ? foreign() : odd());
}

function madeHost(chance: Chance): string {
  return `www.${chance.some(words("daily city open story sport tech mail list code wiki news review harbor garden"), 2).join("")}.${chance.of(["com", "org", "net", "de", "co.uk"])}`;
}
