/** Where the server listens: a unix socket in a private folder, or the loopback address where sockets are not to be had. */
export type Listen = { readonly socketFolder: string; readonly port: number } | { readonly address: "127.0.0.1"; readonly port: number };

/** The host that a client names to reach it. */
export function hostOf(listen: Listen): string {
  return "socketFolder" in listen ? listen.socketFolder : listen.address;
}

/** How we run every server of ours. */
const common = {
  cluster_name: "watchkeeper",
  max_connections: "40",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  jit: "off",
  // The binaries bring no locale data that a query of ours relies on: collations are named in the queries.
  default_text_search_config: "pg_catalog.simple",
  log_min_messages: "warning",
  log_checkpoints: "off",
  logging_collector: "off",
  maintenance_work_mem: "128MB",
  effective_io_concurrency: "16",
};

/** A kept database: nothing acknowledged is lost. */
const durable = { shared_buffers: "256MB", max_wal_size: "2GB", checkpoint_timeout: "15min" };

/** A throw-away database: nothing outlives the process, so nothing is synced. */
const ephemeral = {
  shared_buffers: "384MB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "8GB",
  min_wal_size: "256MB",
  checkpoint_timeout: "1d",
  autovacuum: "off",
  bgwriter_lru_maxpages: "0",
};

/** The command line of `postgres`. Data folders come from our own code, never from evidence. */
export function serverArguments({
  data,
  listen,
  throwAway,
}: {
  readonly data: string;
  readonly listen: Listen;
  readonly throwAway: boolean;
}): string[] {
  const where =
    "socketFolder" in listen
      ? { listen_addresses: "", unix_socket_directories: quoted(listen.socketFolder), unix_socket_permissions: "0700" }
      : { listen_addresses: listen.address, unix_socket_directories: "" };
  const settings = { ...common, ...(throwAway ? ephemeral : durable), ...where, port: String(listen.port) };
  return ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

// The setting is a list: a comma in the path would split it.
const quoted = (path: string) => `"${path.replaceAll('"', '""')}"`;
