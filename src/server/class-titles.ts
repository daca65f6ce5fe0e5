import { type AlertClass, alertClassParts } from "../core/autonomy/alert-class.ts";
import { inert } from "../core/inert/inert.ts";
import type { TenantDesk } from "./desk.ts";

/** What a class is called by people; null where only its source knows: a rule of another product goes by that product's id. */
export type TitleOf = (alertClass: AlertClass) => string | null;

/** The titles of classes as our own rules have them now. */
export async function classTitles({ ruleTitles }: Pick<TenantDesk, "ruleTitles">): Promise<TitleOf> {
  const titles = await ruleTitles?.();
  return (of) => {
    const { product, rule } = alertClassParts(of);
    const title = product === "watchkeeper" ? titles?.get(rule) : undefined;
    return title === undefined ? null : inert(title, 200);
  };
}
