import { z } from "zod";
import { Inventory } from "../../core/asset/asset.ts";
import { type Item, Items, type User, Users } from "./answers.ts";
import { everyRow, type Now } from "./now.ts";

/** As many rows as an inventory takes: 200,000 machines and 500,000 accounts, in pages of 1,000. */
const [itemPagesMax, userPagesMax] = [200, 500];
const [aliasesMax, addressesMax, nameLengthMax, roleLengthMax] = [32, 64, 255, 64];

/** The machines of the CMDB and the accounts that are active, sorted by name. Of several rows with one name one machine is made, with the addresses of all. */
export async function readInventory(now: Now, signal: AbortSignal): Promise<Inventory> {
  const machines = {
    table: now.settings["cmdb-table"],
    columns: "sys_id,name,fqdn,ip_address,sys_class_name,assigned_to.user_name",
    // 7 is "retired" in the CMDB as it comes.
    where: ["install_status!=7"],
    shape: Items,
    pagesMax: itemPagesMax,
  };
  const accounts = {
    table: "sys_user",
    columns: "sys_id,user_name,email,name,title,department.name",
    where: ["active=true"],
    shape: Users,
    pagesMax: userPagesMax,
  };
  const items = await everyRow(now, machines, signal);
  const users = await everyRow(now, accounts, signal);
  return Inventory.parse({ assets: byName(items, "name").map(assetOf), identities: byName(users, "user_name").map(identityOf) });
}

/** Rows grouped by their name, without case, in order; rows without one are nobody. */
function byName<Name extends string, Row extends Readonly<Record<Name, string>>>(rows: readonly Row[], name: Name): (readonly Row[])[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = row[name].trim().toLowerCase();
    if (key === "" || key.length > nameLengthMax) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

const isAddress = (text: string) => z.union([z.ipv4(), z.ipv6()]).safeParse(text).success;
const short = (text: string) => text.trim().slice(0, nameLengthMax).toWellFormed();
const known = (values: readonly string[], max: number) =>
  [...new Set(values.map(short).filter((each) => each !== ""))].toSorted().slice(0, max);

function assetOf(rows: readonly Item[]) {
  const [first] = rows as readonly [Item];
  const owner = short(first["assigned_to.user_name"]);
  const role = first.sys_class_name.replace(/^cmdb_ci_/, "").slice(0, roleLengthMax);
  return {
    name: short(first.name),
    aliases: known(
      rows.map(({ fqdn }) => fqdn),
      aliasesMax,
    ),
    addresses: known(
      rows.map(({ ip_address }) => ip_address).filter((each) => isAddress(each.trim())),
      addressesMax,
    ),
    role: role || "unknown",
    ...(owner !== "" && { owner }),
  };
}

function identityOf(rows: readonly User[]) {
  const [first] = rows as readonly [User];
  const [shown, department] = [short(first.name), short(first["department.name"])];
  return {
    name: short(first.user_name),
    aliases: known(
      rows.map(({ email }) => email),
      aliasesMax,
    ),
    role: short(first.title).slice(0, roleLengthMax).toWellFormed() || "unknown",
    ...(shown !== "" && { "display-name": shown }),
    ...(department !== "" && { department }),
  };
}
