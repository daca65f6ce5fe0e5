import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function ContainmentPage() {
  return <Page title="Containment">…</Page>;
}
