import { organisationOf } from "../../formats/mail/domain.ts";

const words = (text: string) => text.trim().split(/\s+/);

/** Registered domains that honest mail of anybody links to: social networks, app stores, large sites, services that send mail for others. Facts of common knowledge. */
const everyday: ReadonlySet<string> = new Set(
  words(`
  w3.org schema.org facebook.com fb.com fb.me instagram.com twitter.com x.com t.co linkedin.com youtube.com youtu.be pinterest.com tiktok.com whatsapp.com wa.me telegram.org
  t.me reddit.com medium.com vimeo.com flickr.com wikipedia.org apple.com itunes.com google.com goo.gl g.co gstatic.com googleapis.com googleusercontent.com
  microsoft.com live.com office.com aka.ms windows.net msn.com bing.com yahoo.com adobe.com amazon.com github.com gitlab.com bitbucket.org sourceforge.net
  atlassian.net atlassian.com slack.com zoom.us webex.com calendly.com dropbox.com docusign.net docusign.com stripe.com paypal.com
  cloudflare.com akamaized.net amazonaws.com cloudfront.net gravatar.com wordpress.org typekit.net mozilla.org
`),
);

/** Services that send mail for others and count its clicks: where their links lead is not to be seen. */
const mailServices: ReadonlySet<string> = new Set(
  words(`
  list-manage.com mailchimp.com mailchi.mp mcusercontent.com sendgrid.net sendgrid.com rs6.net constantcontact.com exacttarget.com exct.net mandrillapp.com sparkpostmail.com
  mailgun.org mailgun.net sendinblue.com brevo.com klaviyo.com klaviyomail.com hubspot.com hubspotlinks.com hubspotemail.net hs-sites.com marketo.com mktoweb.com pardot.com
  salesforce.com cmail19.com cmail20.com createsend.com campaign-archive.com emarsys.net responsys.net getresponse.com activehosted.com aweber.com mailjet.com
  sendibt2.com sendibt3.com sendibm1.com emlnk.com mlsend.com mailerlite.com elasticemail.com
  substack.com beehiiv.com convertkit.com customeriomail.com intercom.io intercom-mail.com zendesk.com freshdesk.com eventbrite.com meetup.com surveymonkey.com
`),
);

/** Endings of names that cost next to nothing and are mostly used up quickly. */
const cheapEndings: ReadonlySet<string> = new Set(
  words(
    "top xyz icu shop click online site store live buzz cfd sbs monster quest rest cyou bond club fun space website press host pw cam gq tk ml cf ga win bid loan men work date review stream download racing party trade science link lol mom beauty hair skin makeup boats autos yachts homes pics best today rocks ltd vip cc ws su zip mov fit life world pro uno surf icu help support fyi asia",
  ),
);

/** Registered domains under which anyone may have a mail sender or a page of his own; an organisation's real mail seldom comes from there. */
const rented: ReadonlySet<string> = new Set(
  words(`
  onmicrosoft.com firebaseapp.com web.app amazonses.com sendgrid.net mailgun.org bounces.google.com herokuapp.com wixsite.com weebly.com godaddysites.com
  azurewebsites.net cloudwaysapps.com plesk.page myshopify.com secureserver.net vps.ovh.net contaboserver.net hstgr.cloud hostinger.com linodeusercontent.com
  googleusercontent.com ip-ovh.net vultrusercontent.com bluehost.com hostgator.com websitewelcome.com zendesk.com freshdesk.com
`),
);

/** True for a registered domain that honest mail of anybody links to. */
export function isEveryday(host: string): boolean {
  const organisation = organisationOf(host) ?? host;
  return everyday.has(organisation) || mailServices.has(organisation);
}

/** True for a service that sends mail for others. */
export function isMailService(host: string): boolean {
  return mailServices.has(organisationOf(host) ?? host);
}

/** True where the ending of a host is one of the cheap ones. */
export function hasCheapEnding(host: string): boolean {
  return cheapEndings.has(host.slice(host.lastIndexOf(".") + 1));
}

/** True where a sender's domain is a corner of somebody's hosting. */
export function isRented(host: string): boolean {
  const organisation = organisationOf(host);
  return organisation !== undefined && (rented.has(organisation) || rented.has(host));
}

/** The label that was registered: "example" of "www.example.co.uk"; "" for an address. */
export function ownLabel(host: string): string {
  return organisationOf(host)?.split(".", 1)[0] ?? "";
}

/**
 * How little a label looks like a word that a person chose: 0 for words, up to 1 for letters drawn by a machine. Counts long runs of consonants,
 * letters and digits in turns, missing vowels, and length without a hyphen.
 */
export function randomness(label: string): number {
  const text = label.toLowerCase().slice(0, 100);
  if (text.length < 5 || text.startsWith("xn--")) return 0;
  const letters = text.replace(/[^a-z]/g, "");
  const turns = [...text.matchAll(/[a-z](?=\d)|\d(?=[a-z])/g)].length;
  const vowels = letters.replace(/[^aeiouy]/g, "").length;
  let points = 0;
  if (/[bcdfghjklmnpqrstvwxz]{6,}/.test(text)) points += 0.6;
  else if (/[bcdfghjklmnpqrstvwxz]{5}/.test(text)) points += 0.25;
  if (letters.length >= 6 && vowels === 0) points += 0.35;
  else if (letters.length >= 9 && vowels / letters.length < 0.17) points += 0.3;
  if (turns >= 4) points += 0.7;
  else if (turns >= 3) points += 0.5;
  else if (turns >= 2 && text.length >= 8) points += 0.25;
  if (/\d{5,}/.test(text)) points += 0.35;
  if (/[a-z0-9]{24,}/.test(text)) points += 0.4;
  if (/[jqxz][bcdfghjkmpqvwxz]|[bcdfghjkmpqvwxz][jqxz][bcdfghjklmnpqrstvwxz]/.test(text)) points += 0.15;
  return Math.min(1, points);
}
