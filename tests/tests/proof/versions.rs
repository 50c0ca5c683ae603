//! The proofs of isolation once more, on the oldest PostgreSQL that is supported.

use std::path::PathBuf;
use std::process::Command;

/// The modules that are run there.
const PROOFS: [&str; 3] = ["attacks::", "isolation_matrix::", "pressure::no_cancelled"];

/// Its programs: the named folder, which must be there, or Debian's.
fn postgresql_15() -> Option<PathBuf> {
    let named = std::env::var_os("TENANTRY_PG15_BIN").filter(|named| !named.is_empty()).map(PathBuf::from);
    let debian = PathBuf::from("/usr/lib/postgresql/15/bin");
    named.or_else(|| debian.join("postgres").is_file().then_some(debian))
}

#[test]
fn the_proofs_of_isolation_hold_on_postgresql_15() {
    // the run that this test starts
    if std::env::var_os("TENANTRY_PG_BIN").is_some() {
        return;
    }
    let Some(folder) = postgresql_15() else {
        println!(
            "There is no PostgreSQL 15 here: install postgresql-15, or name its folder in TENANTRY_PG15_BIN."
        );
        return;
    };
    let program = std::env::current_exe().expect("this program");
    let run =
        Command::new(program).args(PROOFS).env("TENANTRY_PG_BIN", &folder).env("INSTA_UPDATE", "no").output();
    let run = run.expect("it runs a second time");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "on PostgreSQL 15 of {}:\n{said}", folder.display());
    assert!(said.contains("attack_05_a_row_is_moved_to_another_tenant ... ok"), "they were run:\n{said}");
}
