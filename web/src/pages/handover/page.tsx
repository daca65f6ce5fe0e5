import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function HandoverPage() {
  return <Page title="Handover">…</Page>;
}
