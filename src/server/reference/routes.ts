import { referenceOperations } from "../contract/reference.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { openApiDocument } from "./document.ts";
import { referencePage } from "./page.ts";

/** What the reference needs: the release, and the text of a page about an error code (with "-" for "/"); undefined where there is none. */
export type ReferenceParts = { readonly version: string; readonly errorPage: (code: string) => Promise<string | undefined> };

/** The API's description of itself, over the routes beside which it is served. Made once. */
export function referenceRoutes(others: readonly Route[], { version, errorPage }: ReferenceParts): readonly Route[] {
  const own: readonly Route[] = [
    defineRoute({ ...referenceOperations.readOpenApi, handle: async () => ({ ...document() }) }),
    defineRoute({
      ...referenceOperations.readReference,
      handle: async () => {
        const { html, policy } = page();
        return new Reply(html, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy } });
      },
    }),
    defineRoute({
      ...referenceOperations.readErrorPage,
      handle: async ({ params: { code } }) => {
        const found = await errorPage(code);
        if (found === undefined) throw noSuch("page about a code");
        return new Reply(found, { headers: { "content-type": "text/markdown; charset=utf-8" } });
      },
    }),
  ];
  const document = once(() => openApiDocument([...others, ...own], version));
  const page = once(() => referencePage(document()));
  return own;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
