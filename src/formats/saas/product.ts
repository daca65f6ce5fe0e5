import type { Fields } from "../../core/event/event.ts";
import type { LogSource } from "../../core/event/log-source.ts";

/** Which product wrote an event, as far as its own field names tell; its Sigma log source is the one that public rules use for it. */
export type Product = { readonly name: string; readonly logSource: LogSource };

type Sign = Product & { readonly all: readonly string[]; readonly any?: readonly string[] };
const unknownProduct: Product = { name: "unknown", logSource: { category: "saas" } };

/** By fields that only this product's events have together; the more particular first. */
const signs: readonly Sign[] = [
  {
    name: "google-cloud",
    all: [],
    any: ["protoPayload.methodName", "protoPayload.serviceName"],
    logSource: { product: "gcp", service: "gcp.audit" },
  },
  {
    name: "kubernetes",
    all: ["verb"],
    any: ["objectRef.resource", "requestURI", "auditID"],
    logSource: { product: "kubernetes", service: "audit" },
  },
  { name: "google-workspace", all: ["id.applicationName"], logSource: { product: "gcp", service: "google_workspace.admin" } },
  { name: "okta", all: ["eventType", "actor.alternateId"], logSource: { product: "okta", service: "okta" } },
  { name: "microsoft-365", all: ["Workload", "Operation"], logSource: { product: "m365", service: "audit" } },
  { name: "entra", all: ["properties.activityDisplayName"], logSource: { product: "azure", service: "auditlogs" } },
  { name: "entra", all: ["activityDisplayName"], logSource: { product: "azure", service: "auditlogs" } },
  {
    name: "entra",
    all: ["properties.userPrincipalName", "properties.appDisplayName"],
    logSource: { product: "azure", service: "signinlogs" },
  },
  {
    name: "azure",
    all: ["operationName"],
    any: ["callerIpAddress", "resourceId", "correlationId", "tenantId", "category"],
    logSource: { product: "azure", service: "activitylogs" },
  },
  { name: "slack", all: ["action", "entity.type", "actor.type"], logSource: { product: "slack", service: "audit" } },
  {
    name: "github",
    all: ["action"],
    any: ["actor_location.country_code", "business", "org", "repository.full_name", "repo"],
    logSource: { product: "github", service: "audit" },
  },
  { name: "databricks", all: ["actionName", "serviceName"], logSource: { product: "databricks", service: "audit" } },
  { name: "auth0", all: ["log_id"], any: ["data.type", "data.log_id"], logSource: { product: "auth0", service: "log" } },
  { name: "onelogin", all: ["event_type_id"], logSource: { product: "onelogin", service: "onelogin.events" } },
  { name: "crowdstrike", all: [], any: ["metadata.customerIDString", "event.event_simpleName"], logSource: { product: "crowdstrike" } },
  {
    name: "1password",
    all: ["uuid"],
    any: ["client.app_name", "object_uuid", "item_uuid"],
    logSource: { product: "1password", service: "audit" },
  },
  { name: "snowflake", all: [], any: ["QUERY_TYPE", "REPORTED_CLIENT_TYPE", "GRANTED_BY"], logSource: { product: "snowflake" } },
  { name: "aws", all: [], any: ["service.serviceName", "GeneratorId", "terminatingRuleId"], logSource: { product: "aws" } },
];

/** The product by its fields; "unknown" where none of the signs holds. */
export function productOf(fields: Fields): Product {
  const has = (name: string) => Object.hasOwn(fields, name) || name in fields;
  return signs.find(({ all, any }) => all.every(has) && (any === undefined || any.some(has))) ?? unknownProduct;
}
