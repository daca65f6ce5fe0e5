import { type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

// Microsoft Graph as far as risk detections, sign-ins, users, role assignments and members of groups go, from its published reference (from memory of it,
// MEM): lists in pages with an opaque token in a link, filters by time, 400 for a filter that is not understood.

type Row = Readonly<Record<string, unknown>> & { readonly id: string };
const filterShape = /^(detectedDateTime|createdDateTime) ge (\S+)( and \(riskState eq 'atRisk' or riskState eq 'confirmedCompromised'\))?$/;

/** Starts the product with so many users; the first holds a role, the second is in a group that does. */
export async function startEntraGraph({ people = 0 } = {}) {
  const tokens = tokenBooth();
  const [detections, signIns]: [Row[], Row[]] = [[], []];
  let isStuck = false;
  const users: Row[] = Array.from({ length: people }, (_, index) => ({
    id: `user-${index}`,
    userPrincipalName: `person-${index}@example.test`,
    mail: `p${index}@example.test`,
    proxyAddresses: [`SMTP:p${index}@example.test`, `smtp:other-${index}@example.test`, "X500:/o=x"],
    displayName: `Person ${index}`,
    department: null,
    userType: index === 3 ? "Guest" : "Member",
    onPremisesSamAccountName: index === 2 ? "person2" : null,
  }));
  const roles: Row[] = [
    { id: "a", principal: { "@odata.type": "#microsoft.graph.user", id: "user-0" } },
    { id: "b", principal: { "@odata.type": "#microsoft.graph.group", id: "group-1" } },
    { id: "c", principal: { "@odata.type": "#microsoft.graph.servicePrincipal", id: "app-1" } },
    { id: "d", principal: null },
  ];

  function page(seen: Seen, rows: readonly Row[], sizeMax: number): Said {
    const [, time, from, also] = filterShape.exec(seen.query.get("$filter") ?? "") ?? [];
    if (seen.query.has("$filter") && (!time || !from || Number.isNaN(Date.parse(from)))) return failure(400, "BadRequest");
    const fitting = rows.filter(
      (row) => !time || !from || (Date.parse(String(row[time])) >= Date.parse(from) && (!also || row.riskState === "atRisk")),
    );
    const [at, size] = [Number(seen.query.get("$skiptoken")?.slice(2) ?? "0"), Math.min(sizeMax, Number(seen.query.get("$top") ?? "100"))];
    const value = fitting.slice(at, at + size);
    const next = isStuck ? at : at + size;
    const link = `${double.url}${seen.path}?$top=${size}&$skiptoken=${encodeURIComponent(`t/${next}`)}`;
    return {
      status: 200,
      json: { "@odata.context": "…", value, ...(isStuck || next < fitting.length ? { "@odata.nextLink": link } : {}) },
    };
  }

  const double = await startDouble((seen) => {
    if (/\/oauth2\/v2\.0\/token$/.test(seen.path)) {
      if (new URLSearchParams(seen.text).get("client_secret") !== "canary-secret")
        return { status: 401, json: { error: "invalid_client" } };
      return { status: 200, json: { token_type: "Bearer", expires_in: 3599, access_token: tokens.give() } };
    }
    if (!tokens.accepts(seen.header("authorization"))) return failure(401, "InvalidAuthenticationToken");
    const lists: Readonly<Record<string, readonly [readonly Row[], number]>> = {
      "/v1.0/identityProtection/riskDetections": [detections, 500],
      "/v1.0/auditLogs/signIns": [signIns, 1_000],
      "/v1.0/users": [users, 4],
      "/v1.0/roleManagement/directory/roleAssignments": [roles, 2],
      "/v1.0/groups/group-1/transitiveMembers/microsoft.graph.user": [users.slice(1, 2), 4],
    };
    const [rows, sizeMax] = lists[seen.path] ?? [];
    return rows && sizeMax !== undefined ? page(seen, rows, sizeMax) : failure(404, "ResourceNotFound");
  });

  let made = 0;
  return {
    double,
    detections,
    signIns,
    addDetection(timeMs: number): string {
      const id = `risk-${made++}`;
      const at = new Date(timeMs).toISOString().replace("Z", "1234Z");
      detections.push({
        id,
        riskEventType: "unfamiliarFeatures",
        riskLevel: "high",
        riskState: "atRisk",
        detectedDateTime: at,
        activityDateTime: at,
        userPrincipalName: "mara@example.test",
        ipAddress: "198.51.100.7",
        additionalInfo: '[{"Key":"userAgent","Value":"Mozilla/5.0"},{"Key":"mitreTechniques","Value":"T1078.004"}]',
      });
      return id;
    },
    addSignIn(timeMs: number, riskState = "atRisk"): string {
      const id = `sign-in-${made++}`;
      signIns.push({
        id,
        createdDateTime: new Date(timeMs).toISOString(),
        riskState,
        riskLevelDuringSignIn: "low",
        userPrincipalName: "joss@example.test",
        ipAddress: "203.0.113.9",
        appDisplayName: "Mail",
      });
      return id;
    },
    holdStuck: () => {
      isStuck = true;
    },
  };
}

const failure = (status: number, code: string): Said => ({
  status,
  json: { error: { code, message: "…", innerError: { date: "2026-01-02T03:04:05" } } },
});
