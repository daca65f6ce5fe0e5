import { hash } from "node:crypto";
import type { Json } from "./document.ts";

/** A page that needs nothing but itself, and the policy that lets exactly its own style in and nothing run. */
export type Page = { readonly html: string; readonly policy: string };

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1rem 1.25rem 4rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2.5rem 0 .5rem;border-bottom:1px solid #8886}
details{border:1px solid #8885;border-radius:6px;margin:.4rem 0;padding:.4rem .7rem}summary{cursor:pointer}
summary b{display:inline-block;min-width:4.2rem;font:600 .8rem ui-monospace,monospace}code,pre{font:.85rem/1.45 ui-monospace,monospace}
pre{overflow:auto;background:#8881;border-radius:6px;padding:.6rem;max-height:26rem}table{border-collapse:collapse;margin:.5rem 0}
td,th{text-align:left;vertical-align:top;padding:.15rem .9rem .15rem 0}nav a{margin-right:1rem}.needs{color:#777}`;

/** The reference as one page: every operation with its parameters, shapes and refusals. No script; all text is escaped. */
export function referencePage(document: Json): Page {
  const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Described>>>>;
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({ path, method, ...each })),
  );
  const tags = [...new Set(all.flatMap((each) => each.tags))].toSorted();
  const { title, version } = document.info as { title: string; version: string };
  const schemas = (document.components as { schemas: Readonly<Record<string, unknown>> }).schemas;
  const body = [
    `<h1>${text(title)} API <small>${text(version)}</small></h1>`,
    '<p>Every answer that refuses is a problem document (RFC 9457) with a code, what is wrong, and what to do. The machine-readable form is <a href="/api/v1/openapi.json">openapi.json</a>.</p>',
    `<nav>${[...tags, "shapes"].map((tag) => `<a href="#${text(tag)}">${text(tag)}</a>`).join(" ")}</nav>`,
    ...tags.map(
      (tag) =>
        `<h2 id="${text(tag)}">${text(tag)}</h2>${all
          .filter((each) => each.tags.includes(tag))
          .map(operation)
          .join("")}`,
    ),
    `<h2 id="shapes">shapes</h2>${Object.entries(schemas).toSorted(byName).map(shape).join("")}`,
  ].join("\n");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)} API</title><style>${style}</style></head><body>${body}</body></html>`;
  const digest = Buffer.from(hash("sha256", style, "hex"), "hex").toString("base64");
  return { html, policy: `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'` };
}

type Described = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: unknown }[];
  readonly requestBody?: { readonly description: string; readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>
  >;
};

function operation(each: Described & { readonly path: string; readonly method: string }): string {
  const { method, path, summary, description, operationId, parameters = [], requestBody, responses } = each;
  const rows = parameters.map((one) =>
    row([`<code>${text(one.name)}</code>`, text(one.in), one.required ? "must be there" : "", shapeOf(one.schema)]),
  );
  const answers = Object.entries(responses).map(([status, { description: says, content = {} }]) =>
    row([text(status), text(says), ...Object.entries(content).map(([type, { schema }]) => `${text(type)} ${shapeOf(schema)}`)]),
  );
  const asked = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<p>body: ${text(type)} ${shapeOf(schema)}, ${text(requestBody?.description ?? "")}</p>`,
  );
  return `<details id="${text(operationId)}"><summary><b>${text(method.toUpperCase())}</b> <code>${text(path)}</code> ${text(summary)}</summary><p class="needs"><code>${text(operationId)}</code> ${text(description)}</p>${table(rows)}${asked.join("")}${table(answers)}</details>`;
}

const row = (cells: readonly string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
const table = (rows: readonly string[]) => (rows.length > 0 ? `<table>${rows.join("")}</table>` : "");

/** A shape by its name, as a link; a small one as it is. */
function shapeOf(schema: unknown): string {
  const named = typeof schema === "object" && schema !== null && "$ref" in schema ? String(schema.$ref).split("/").at(-1) : undefined;
  return named === undefined ? `<code>${text(JSON.stringify(schema))}</code>` : `<a href="#shape-${text(named)}">${text(named)}</a>`;
}

const shape = ([name, schema]: readonly [string, unknown]) =>
  `<details id="shape-${text(name)}"><summary><code>${text(name)}</code></summary><pre>${text(JSON.stringify(schema, undefined, 2))}</pre></details>`;
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);
const marks: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const text = (raw: string) => raw.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? "");
