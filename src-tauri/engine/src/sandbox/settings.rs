//! The server's settings: a laptop with two cores, everything durable, reachable from this machine only.

use std::path::Path;

use super::home::Home;

/// The longest path of a unix socket that every platform takes, with its ending zero: `sun_path` of macOS.
const SOCKET_PATH_MAX: usize = 104;

/// Settings that do not depend on the machine. `wal_level` is for moving tenants online, `max_locks_per_transaction`
/// for schemas of many tables in one transaction; the log never holds a statement or a row.
const FIXED: &str = "\
listen_addresses = '127.0.0.1'
max_connections = 200
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = logical
wal_compression = on
max_wal_size = 2GB
min_wal_size = 256MB
checkpoint_timeout = 15min
max_locks_per_transaction = 256
max_worker_processes = 8
max_parallel_workers = 2
max_parallel_workers_per_gather = 1
shared_preload_libraries = ''
password_encryption = 'scram-sha-256'
ssl = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
";

/// The text of `tenantry.conf`.
pub(super) fn text(home: &Home, port: u16) -> String {
    let socket = if socket_fits(&home.run()) { quoted(&home.run()) } else { "''".to_owned() };
    format!(
        "# Written by Tenantry at each start of the sandbox: changes are lost.\nport = {port}\nunix_socket_directories = {socket}\n{FIXED}"
    )
}

/// Whether a unix socket in the folder has a path short enough; otherwise the server is reached by loopback only.
fn socket_fits(folder: &Path) -> bool {
    folder.join(".s.PGSQL.65535").as_os_str().len() < SOCKET_PATH_MAX
        && !folder.to_string_lossy().contains(',')
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::account::ServerAccount;

    #[test]
    fn a_path_too_long_for_a_socket_leaves_loopback() {
        let place = tempfile::tempdir().unwrap();
        let short = place.path().join("it's");
        let home = Home::open(&short, &ServerAccount::Own).unwrap();
        assert!(text(&home, 5454).contains("it''s/run'\n"));
        assert!(text(&home, 5454).contains("port = 5454\n"));
        let long = Home::open(&place.path().join("x".repeat(90)), &ServerAccount::Own).unwrap();
        assert!(text(&long, 5454).contains("unix_socket_directories = ''\n"));
    }
}
