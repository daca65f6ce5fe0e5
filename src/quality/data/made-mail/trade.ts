import type { Chance } from "./chance.ts";
import type { Draft } from "./draft.ts";
import { localOf, madeOrganisation, personName } from "./names.ts";
import { type Phrases, phrases } from "./phrases.ts";

/**
 * What firms write to one another all day: enquiries, quotes, orders, deliveries, bookkeeping. Short, plain, to a stranger, about money: without
 * these a judge of mail takes a customer's first enquiry for bait.
 */
export const trade: ReadonlyMap<string, Phrases> = new Map([
  [
    "en",
    phrases(`
      Quotation for item {id}
      Enquiry: {n} units
      Order {id}
      Purchase order {id} attached
      Delivery date for order {id}
      Re: your offer
      Price list for next year
      Invoice copy for {id}
      Certificate of conformity
      Visit on {date}
      Drawing rev. {n}
      --
      We need {n} units of your type {id}. What would the price be, and how long is the lead time?
      Could you send us an offer for the parts on the attached list? Delivery would be to our plant.
      Thank you for the offer. We would like to order {n} pieces at the price named in it.
      When can we expect the rest of order {id}? The assembly line waits for it.
      Our forwarder will collect the two pallets on {date} in the morning.
      Bookkeeping cannot find the invoice for delivery note {id}; would you mail a copy?
      Payment was made today, thirty days net as agreed.
      One of the boxes arrived dented; pictures follow, the goods themselves are fine.
      Is the thread of the new version the same as that of the old one?
      Our technician would come on {date} at nine, does that suit your shop floor?
      Please confirm quantity and price, then I can release the order.
      The drawing has changed in one measure, see the cloud at the flange.
      --
    `),
  ],
  [
    "de",
    phrases(`
      Anfrage {n} Stück
      Angebot {id}
      Bestellung {id}
      Liefertermin zu Auftrag {id}
      Rechnungskopie
      --
      Wir benötigen {n} Stück Ihres Typs {id}. Was kosten sie, und wie lange ist die Lieferzeit?
      Vielen Dank für das Angebot, wir bestellen {n} Stück zum genannten Preis.
      Wann dürfen wir mit dem Rest des Auftrags rechnen? Die Montage wartet darauf.
      Die Buchhaltung findet die Rechnung zum Lieferschein {id} nicht, schicken Sie bitte eine Kopie?
      Unser Spediteur holt die Paletten am {date} vormittags ab.
      --
    `),
  ],
  [
    "es",
    phrases(`
      Consulta de precio {id}
      Pedido {id}
      --
      Necesitamos {n} unidades del tipo {id}. ¿Qué precio y qué plazo tendrían?
      Gracias por la oferta, hacemos el pedido de {n} piezas al precio indicado.
      ¿Cuándo llega el resto del pedido? El montaje está parado.
      --
    `),
  ],
  [
    "fr",
    phrases(`
      Demande de prix {id}
      Commande {id}
      --
      Il nous faut {n} pièces du type {id}. Quel serait le prix, et le délai ?
      Merci pour l'offre, nous commandons {n} pièces au prix indiqué.
      Quand arrive le reste de la commande ? Le montage attend.
      --
    `),
  ],
  [
    "pt",
    phrases(`
      Pedido de cotação {id}
      Encomenda {id}
      --
      Precisamos de {n} peças do tipo {id}. Qual seria o preço e o prazo?
      Obrigado pela proposta, encomendamos {n} peças ao preço indicado.
      --
    `),
  ],
]);

const offices = ["purchasing", "sales", "orders", "logistics", "office", "accounts", "dispatch", "planning", "workshop", "quality"];

/** A firm's office, or somebody in it. */
export function tradePartner(chance: Chance): Pick<Draft, "fromName" | "fromAddress" | "replyTo"> {
  const { shown, domain } = madeOrganisation(chance);
  const office = chance.of(offices);
  const title = office.charAt(0).toUpperCase() + office.slice(1);
  if (chance.is(0.5))
    return { fromName: chance.of([title, `${title} ${shown}`, shown, ""]), fromAddress: `${office}@${domain}`, replyTo: undefined };
  const name = personName(chance);
  return { fromName: chance.of([name, name, `${name}, ${shown}`]), fromAddress: `${localOf(chance, name)}@${domain}`, replyTo: undefined };
}
