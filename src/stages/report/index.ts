/** What people and other products read of an assessment. Every writer is pure: the same assessment gives the same bytes. */
export { reportHtml } from "./html/report-html.ts";
export { reportMarkdown } from "./markdown.ts";
export { navigatorLayer } from "./navigator.ts";
export { ocsfFindings } from "./ocsf.ts";
export { stixBundle } from "./stix/stix-bundle.ts";
