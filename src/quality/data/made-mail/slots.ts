import type { Chance } from "./chance.ts";
import { cityName, itemName, personName } from "./names.ts";

/** What fills the slots of one mail's phrases. */
export type Slots = Readonly<Record<"brand" | "mail" | "name" | "n" | "amount" | "days" | "id" | "item" | "date" | "city", string>>;

const months = ["January", "March", "May", "July", "September", "November"];

/** Draws what fills the slots of one mail. */
export function slotsOf(chance: Chance, brand: string): Slots {
  const name = personName(chance);
  return {
    brand,
    name,
    mail: `${name.split(" ")[0]!.toLowerCase()}@example.org`,
    n: String(chance.whole(2, 95)),
    amount: `${chance.of(["$", "€", "£", "R$ ", "USD "])}${chance.is(0.3) ? `${chance.whole(1, 90)},${chance.whole(100, 999)},000` : `${chance.whole(2, 999)}.${chance.whole(10, 99)}`}`,
    days: chance.of(["12", "24", "48", "72", "3", "7"]),
    id: `${chance.of(["", "INV-", "US", "DE", "AB"])}${chance.whole(10_000, 99_999_999)}`,
    item: itemName(chance),
    date: chance.is(0.5) ? `${chance.of(months)} ${chance.whole(1, 28)}` : `${chance.whole(1, 28)}.${chance.whole(1, 12)}.2026`,
    city: cityName(chance),
  };
}

/** A phrase with its slots filled. */
export function filled(text: string, slots: Slots): string {
  return text.replace(/\{(\w+)\}/g, (whole, slot: string) => (Object.hasOwn(slots, slot) ? slots[slot as keyof Slots] : whole));
}
