import { parse } from "tldts";

/**
 * Domains that so many people and programs use that blocking one is felt everywhere: mail, search, updates, certificates, hosting and delivery of the large
 * providers. Compiled by hand from public knowledge; it need not be complete, because it only raises the tier.
 */
const everywhere = new Set(
  `akamai.net akamaiedge.net akamaized.net amazon.com amazonaws.com apple.com archive.org atlassian.com azure.com azureedge.net azurewebsites.net bing.com
  bitbucket.org box.com cloudflare.com cloudflare.net cloudfront.net debian.org digicert.com docker.com docker.io dropbox.com facebook.com fastly.net
  github.com githubusercontent.com gitlab.com globalsign.com gmail.com google.com googleapis.com googleusercontent.com gstatic.com hotmail.com icloud.com
  letsencrypt.org linkedin.com live.com mailchimp.com microsoft.com microsoftonline.com mozilla.org msftconnecttest.com npmjs.org office.com office.net
  office365.com okta.com onedrive.com openai.com oracle.com outlook.com paypal.com proton.me pypi.org python.org redhat.com salesforce.com sendgrid.net
  sentry.io servicenow.com sharepoint.com skype.com slack.com stripe.com trafficmanager.net twitter.com ubuntu.com verisign.com webex.com whatsapp.com
  wikipedia.org windows.com windows.net windowsupdate.com workday.com yahoo.com youtube.com zoom.us`.split(/\s+/),
);

/** What blocking the name would touch: everyone's provider, one customer of a host that many share, or one organisation's own name. */
export function sharingOf(domain: string): "everyone" | "hosted" | "own" {
  const icann = parse(domain, { allowPrivateDomains: false }).domain;
  const tenant = parse(domain, { allowPrivateDomains: true });
  // A customer's name below a shared host is that customer's alone; the host's own name is everyone's.
  if (tenant.isPrivate && tenant.domain !== null) return "hosted";
  return icann !== null && everywhere.has(icann) ? "everyone" : "own";
}
