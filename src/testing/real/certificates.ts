import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./part.ts";

/** Paths of an authority of our own, and of a certificate that it gave to 127.0.0.1 and localhost. */
export type Certificates = { readonly ca: string; readonly certificate: string; readonly key: string };

/** Makes both with openssl, valid for two days. */
export function makeCertificates(folder: string): Certificates {
  const path = (name: string) => join(folder, name);
  const openssl = (...given: string[]) => run("/usr/bin/openssl", given);
  const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...fresh,
    "-keyout",
    path("ca.key"),
    "-out",
    path("ca.pem"),
    "-days",
    "2",
    "-subj",
    "/CN=Watchkeeper test authority",
  );
  openssl("req", ...fresh, "-keyout", path("server.key"), "-out", path("server.csr"), "-subj", "/CN=localhost");
  writeFileSync(path("server.ext"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  const signing = ["-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", path("server.ext")];
  openssl("x509", "-req", "-in", path("server.csr"), ...signing, "-out", path("server.pem"));
  return { ca: path("ca.pem"), certificate: path("server.pem"), key: path("server.key") };
}
