/** Sigma's generic field name → the source's own names, most telling first; used where the event has no field of the generic name. */
export type FieldAliases = ReadonlyMap<string, readonly string[]>;

/** Zeek http.log and Suricata EVE http under the names of Sigma's proxy and webserver categories. */
export const genericHttp: FieldAliases = new Map([
  ["c-uri", ["uri", "http.url"]],
  ["cs-uri", ["uri", "http.url"]],
  ["c-uri-query", ["uri", "http.url"]],
  ["cs-uri-query", ["uri", "http.url"]],
  ["c-uri-stem", ["uri", "http.url"]],
  ["cs-uri-stem", ["uri", "http.url"]],
  ["cs-host", ["host", "http.hostname"]],
  ["r-dns", ["host", "http.hostname"]],
  ["c-useragent", ["user_agent", "http.http_user_agent"]],
  ["cs-user-agent", ["user_agent", "http.http_user_agent"]],
  ["cs-method", ["method", "http.http_method"]],
  ["cs-referer", ["referrer", "http.http_refer"]],
  ["cs-referrer", ["referrer", "http.http_refer"]],
  ["sc-status", ["status_code", "http.status"]],
  ["c-ip", ["id.orig_h", "src_ip"]],
  ["src_ip", ["id.orig_h"]],
  ["dst_ip", ["id.resp_h", "dest_ip"]],
  ["dst_port", ["id.resp_p", "dest_port"]],
]);

/** Zeek dns.log and Suricata EVE dns under the names of Sigma's dns category. */
export const genericDns: FieldAliases = new Map([
  ["query", ["dns.rrname", "dns.queries.0.rrname", "dns.query.0.rrname"]],
  ["record_type", ["qtype_name", "dns.rrtype", "dns.queries.0.rrtype"]],
  ["answer", ["answers", "dns.answers.0.rdata", "dns.rdata"]],
  ["answers", ["answer", "dns.answers.0.rdata", "dns.rdata"]],
  ["src_ip", ["id.orig_h"]],
  ["dst_ip", ["id.resp_h", "dest_ip"]],
]);

/** Zeek conn.log and Suricata EVE flows under the names of Sigma's firewall category. */
export const genericFirewall: FieldAliases = new Map([
  ["src_ip", ["id.orig_h"]],
  ["src_port", ["id.orig_p"]],
  ["dst_ip", ["id.resp_h", "dest_ip"]],
  ["dst_port", ["id.resp_p", "dest_port"]],
  ["protocol", ["proto"]],
]);
