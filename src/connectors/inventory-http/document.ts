import type { Inventory } from "../../core/asset/asset.ts";
import { csvCells } from "../../core/indicator/table.ts";
import { SocError } from "../../core/soc-error.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { loadInventory } from "../kit/inventory-text.ts";
import { parseJson } from "../kit/json.ts";
import type { HttpSettings } from "./settings.ts";

const rowsMax = 500_000;
const listColumns = new Set(["aliases", "addresses", "depends-on", "redundant-with", "runs-as", "usual-hosts"]);
const flagColumns = new Set(["protected", "privileged"]);
const countColumns = new Set(["users", "sessions"]);

/** One document of an inventory. Refuses (`connector/unexpected-answer`) what is no text, what is malformed, with its place, and what names nobody and nothing. */
export function documentOf(name: string, path: string, bytes: Uint8Array, rows: HttpSettings["rows"]): Inventory {
  const text = textOf(name, bytes);
  try {
    const inventory = loadInventory(rows ? mapped(name, text, rows) : text, path);
    if (inventory.assets.length + inventory.identities.length + inventory.changes.length === 0)
      throw unexpectedAnswer(name, "neither a machine nor an account nor a change");
    return inventory;
  } catch (cause) {
    if (!(cause instanceof SocError) || cause.code !== "inventory/malformed") throw cause;
    throw malformed(name, cause);
  }
}

function textOf(name: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unexpectedAnswer(name, "no text in UTF-8");
  }
  if (text.includes("\0") || /^\s*<(?:!doctype|html|\?xml)/i.test(text)) throw unexpectedAnswer(name, "a page, or no text");
  return text;
}

/** Says where it is wrong, in words of ours: what a document holds is nobody's message. */
const malformed = (name: string, cause: SocError) =>
  new SocError({
    code: "connector/unexpected-answer",
    problem: `a document of "${name}" cannot be used as an inventory`,
    remedy:
      "correct it where it is made; docs/errors/inventory-malformed.md has the shapes, and the connector's README how other columns are read",
    retry: { afterMs: 60_000 },
    detail: cause.problem,
  });

type Row = Readonly<Record<string, unknown>>;

/** Rows with other columns, as a document in our own shape. Columns that nobody named are left out. */
function mapped(name: string, text: string, { of, columns }: NonNullable<HttpSettings["rows"]>): string {
  const rows = /^\s*[[{]/.test(text) ? jsonRows(name, text) : csvRowsOf(name, text);
  const entries = rows.map((row) => {
    const entry = new Map<string, unknown>();
    for (const [ours, theirs] of Object.entries(columns)) {
      const value = Object.hasOwn(row, theirs) ? cellOf(ours, row[theirs]) : undefined;
      if (value !== undefined) entry.set(ours, value);
    }
    return Object.fromEntries(entry);
  });
  return JSON.stringify({ [of]: entries });
}

function jsonRows(name: string, text: string): readonly Row[] {
  const value = parseJson(Buffer.from(text))?.value;
  const lists = Array.isArray(value)
    ? [value]
    : Object.values((value ?? {}) as object).filter((each): each is unknown[] => Array.isArray(each));
  const [rows] = lists;
  if (lists.length !== 1 || !rows || rows.length > rowsMax) throw unexpectedAnswer(name, "not one list of rows");
  if (!rows.every((row) => typeof row === "object" && row !== null && !Array.isArray(row)))
    throw unexpectedAnswer(name, "rows that are none");
  return rows as Row[];
}

function csvRowsOf(name: string, text: string): readonly Row[] {
  const [head = "", ...lines] = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/, rowsMax + 2);
  if (lines.length > rowsMax) throw unexpectedAnswer(name, `more than ${rowsMax} rows`);
  const columns = csvCells(head).map((cell) => cell.trim());
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const cells = csvCells(line);
      if (cells.length !== columns.length) throw unexpectedAnswer(name, "a row with more or fewer cells than the header");
      return Object.fromEntries(columns.map((column, at) => [column, cells[at]?.trim()]));
    });
}

function cellOf(ours: string, value: unknown): unknown {
  if (value === null || value === undefined || value === "") return undefined;
  if (listColumns.has(ours))
    return Array.isArray(value)
      ? value
      : String(value)
          .split(/[;,]/)
          .map((each) => each.trim())
          .filter((each) => each !== "");
  if (flagColumns.has(ours)) return typeof value === "boolean" ? value : /^(?:true|yes|1)$/i.test(String(value));
  if (countColumns.has(ours)) return /^\d{1,9}$/.test(String(value)) ? Number(value) : value;
  return typeof value === "number"
    ? String(value)
    : typeof value === "string"
      ? value.toLowerCase() === "null"
        ? undefined
        : value
      : value;
}
