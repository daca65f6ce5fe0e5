import type pg from "pg";
import { SocError } from "../core/soc-error.ts";

/** One run or input of one tenant, as rows name it. */
export type World = { readonly tenant: string; readonly world: number };

const nameLengthMax = 255;

/** The number of a world, given out at its first use. The same name is the same world for ever. */
export async function worldNamed(pool: pg.Pool, tenant: string, name: string): Promise<World> {
  if (name.length === 0 || name.length > nameLengthMax || !isStorable(name)) throw unstorable("the name of a world");
  const found = () => pool.query<{ world: number }>("SELECT world FROM watchkeeper.worlds WHERE tenant = $1 AND name = $2", [tenant, name]);
  const { rows } = await found();
  if (rows[0]) return { tenant, world: rows[0].world };
  await pool.query("INSERT INTO watchkeeper.worlds (tenant, name) VALUES ($1, $2) ON CONFLICT (tenant, name) DO NOTHING", [tenant, name]);
  return { tenant, world: (await found()).rows[0]!.world };
}

/** Whether a world of this name was ever opened; opens none. */
export async function hasWorld(pool: pg.Pool, tenant: string, name: string): Promise<boolean> {
  if (!isStorable(name)) return false;
  const { rowCount } = await pool.query("SELECT 1 FROM watchkeeper.worlds WHERE tenant = $1 AND name = $2", [tenant, name]);
  return rowCount === 1;
}

/** The names of the worlds of a tenant, sorted; at most `limit` of them. */
export async function worldNames(pool: pg.Pool, tenant: string, limit: number): Promise<string[]> {
  const text = 'SELECT name FROM watchkeeper.worlds WHERE tenant = $1 ORDER BY name COLLATE "C" LIMIT $2';
  const { rows } = await pool.query<{ name: string }>(text, [tenant, limit]);
  return rows.map(({ name }) => name);
}

/** Whether PostgreSQL can hold the text exactly: neither NUL nor half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** A text of our own making that no database can hold; text from outside is escaped instead. */
export const unstorable = (what: string) =>
  new SocError({
    code: "storage/unstorable",
    problem: `${what} is empty, too long, or holds a character that the database cannot keep`,
    remedy: "use letters, digits and punctuation, at most 255 of them",
    retry: "never",
  });
