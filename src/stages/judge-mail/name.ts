import { organisationOf } from "../../formats/mail/domain.ts";
import { skeletonOf } from "../../formats/mail/sender.ts";
import { givenNames } from "./given-names.ts";
import { ownLabel } from "./place.ts";

const roles: ReadonlySet<string> = new Set(
  (
    "support team service services security account accounts admin administrator administration notification notifications notice alert alerts billing help helpdesk desk customer customers " +
    "care bank banking center centre central department dept official reward rewards winner promo promotion delivery tracking invoice invoices update updates mailer mailbox server storage " +
    "subscription subscriptions office info information noreply reply finance payment payments order orders shipping membership member members " +
    "confirmation verification verify department loyalty survey bonus gift card offer offers deal deals shopper shoppers protection antivirus renewal department claims agent payroll " +
    "webmail portal manager operations department compliance legal tax refund postmaster inc ltd llc gmbh corp company " +
    "kundenservice kundendienst kundensupport kundenbetreuung sicherheit sicherheitsteam benachrichtigung mitteilung konto zustellung rechnung abteilung dienst gewinn " +
    "atendimento suporte seguranca aviso avisos central comunicado cobranca financeiro cadastro promocao premio pontos cartao cliente clientes nota fiscal " +
    "servicio soporte atencion seguridad notificacion notificaciones equipo cuenta facturacion entrega envio factura " +
    "equipe securite assistance notification facture livraison compte espace conseiller colis " +
    "servizio assistenza sicurezza avviso conto consegna fattura klantenservice beveiliging bezorging rekening obsluga bezpieczenstwo destek guvenlik musteri hizmetleri kundtjanst kundeservice"
  ).split(" "),
);

/** Words that say nothing about whose mail it is. */
const empty: ReadonlySet<string> = new Set(
  "the and for from via online web site app apps global group international human resources news newsletter daily weekly mail email message messages system users user cloud prime com net org www your you our new".split(
    " ",
  ),
);

/** Companies whose names are ordinary words. */
const wordBrands: ReadonlySet<string> = new Set(
  "meta ledger ripple target shell delta orange chase square stripe discover gemini phantom solana ethereum bitcoin arbitrum polygon exodus sky visa prime windows office teams skype signal wise monzo ally citizens regions hermes nexi post swisscom movistar claro vivo tim oi free bouygues sfr evernote slack zoom steam twitch discord hulu paramount peacock audible kindle alexa aplus costa subway stanley yeti makita bosch dyson ninja".split(
    " ",
  ),
);

const rolesInOtherScripts =
  /サポート|センター|カスタマー|お知らせ|事務局|セキュリティ|サービス|客服|通知|고객|보안|поддержк|служб|безопасност/u;

/** The words of a display name as they look, lower-case, letters and digits only. */
function wordsOfName(name: string): readonly string[] {
  return skeletonOf(name)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .slice(0, 20);
}

/** What a display name claims and how it fits its address. */
export type NameReading = {
  /** It reads like an organisation or an office of one, not like a person. */
  readonly isOrganisation: boolean;
  /** It holds a given name and no office. */
  readonly isPerson: boolean;
  /** Nothing but the name of a known company that is an ordinary word too ("Meta Service"), from an address that is not its own. */
  readonly isWordBrand: boolean;
  /** One word in small letters, as people name themselves on lists. */
  readonly isHandle: boolean;
  /** It is nothing but an office ("Support Team"): whose, it does not say. */
  readonly isOfficeOnly: boolean;
  /** No word of it, nor its initials, stands in the address. */
  readonly isUnrelated: boolean;
};

/** Reads a display name beside the address it stands with. */
export function readName(name: string, address: string): NameReading {
  const words = wordsOfName(name);
  const telling = words.filter((word) => !roles.has(word) && !empty.has(word) && word.length >= 3 && !/^\d+$/.test(word));
  const isOffice = words.some((word) => roles.has(word)) || rolesInOtherScripts.test(name);
  const isMarked = /[®™©]/.test(name) || /\.(?:com|net|org|co)\b/i.test(name);
  return {
    isOrganisation: isOffice || isMarked,
    isPerson: !isOffice && !isMarked && words.some((word) => givenNames.has(word)),
    isWordBrand: telling.length === 1 && wordBrands.has(telling[0]!) && !isRelated(telling, words, address),
    isHandle: /^[a-z][a-z0-9_.-]{1,40}$/.test(name),
    isOfficeOnly: isOffice && telling.length === 0,
    isUnrelated: telling.length > 0 && !isRelated(telling, words, address),
  };
}

function isRelated(telling: readonly string[], words: readonly string[], address: string): boolean {
  const at = address.lastIndexOf("@");
  const local = lettersOf(address.slice(0, at));
  const domain = address.slice(at + 1);
  const label = lettersOf(ownLabel(domain));
  const whole = lettersOf(domain.slice(0, domain.length - (organisationOf(domain)?.length ?? 0))) + label;
  const joined = words.map(lettersOf).join("");
  const initials = words.map((word) => word[0]).join("");
  return (
    telling.some((word) => {
      const letters = lettersOf(word);
      if (letters.length < 3) return false;
      if (whole.includes(letters) || local.includes(letters)) return true;
      return letters.length >= 5 && (label.startsWith(letters.slice(0, 4)) || local.startsWith(letters.slice(0, 3)));
    }) ||
    (label.length >= 3 && joined.includes(label)) ||
    (local.length >= 3 && joined.includes(local)) ||
    (initials.length >= 2 && (label.startsWith(initials) || local === initials || local.startsWith(initials)))
  );
}

const lettersOf = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");
