import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function CasePage() {
  return <Page title="Case">…</Page>;
}
