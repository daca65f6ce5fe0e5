import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function ActionPage() {
  return <Page title="Action">…</Page>;
}
