//! The way back from the archive: byte for byte, or not at all.

use std::path::Path;

use tenantry_tests::sql;

use super::deletion::bytes;
use super::floor::{Floor, Guest};

async fn of_tenant(floor: &mut Floor, guest: &Guest, what: &str) -> String {
    let ask = format!("select {what} from tenantry_control.tenants t where t.id = '{}'", guest.id);
    sql::one(&mut floor.admin, ask).await
}

/// What the kit counts of a guest, in the database that he lives in.
async fn counted(floor: &Floor, guest: &Guest) -> String {
    let mut inside = floor.inside(guest).await;
    let ask = format!(
        "select string_agg(limit_name || ' ' || rows, ', ' order by limit_name) from tenantry.row_counts where tenant_id = '{}'",
        guest.id
    );
    sql::one(&mut inside, ask).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purged_tenant_comes_back_byte_for_byte() {
    let mut floor = Floor::new().await;
    let mut guests = Vec::new();
    for rung in ["shared", "schema", "database"] {
        guests.push(floor.guest(rung).await);
    }
    floor.work().await;
    let suspend = format!(
        "select tenantry_control.suspend('{}', 'unpaid', version) from tenantry_control.tenants where id = '{0}'",
        guests[0].id
    );
    sql::must(&mut floor.ops, suspend).await;
    let mut before = Vec::new();
    for guest in &guests {
        floor.furnish(guest).await;
        before.push((
            bytes(&floor, guest).await,
            floor.rows(guest).await,
            of_tenant(&mut floor, guest, "generation").await,
        ));
    }
    let all: Vec<&Guest> = guests.iter().collect();
    floor.purge(&all).await;
    for guest in &guests {
        assert_eq!(of_tenant(&mut floor, guest, "status").await, "deleted");
        // the name stays taken: nobody else is in the way when he comes back
        let slug = of_tenant(&mut floor, guest, "slug").await;
        let again = format!(
            "select tenantry_control.create_tenant('{slug}', 'Another', 'free', 'eu-central-1', 'shared', null, 'a proof')"
        );
        let taken = sql::must_not(&mut floor.ops, "ops", again).await;
        assert!(taken.message.contains("is taken"), "{}", taken.message);
        floor.request("unarchive", guest).await;
    }
    floor.work().await;
    for (guest, was) in guests.iter().zip(before) {
        let ended = floor.ended(guest).await;
        assert_eq!(ended, "done", "{guest:?}");
        assert_eq!(bytes(&floor, guest).await, was.0, "the rows of {guest:?}");
        assert_eq!(floor.rows(guest).await, was.1, "the rights of {guest:?}");
        let generation: i64 = was.2.parse().expect("a number");
        assert_eq!(of_tenant(&mut floor, guest, "generation").await, (generation + 1).to_string());
        let status = if guest.rung == "shared" { "suspended" } else { "active" };
        assert_eq!(of_tenant(&mut floor, guest, "status").await, status);
        assert_eq!(counted(&floor, guest).await, "projects 20, users 20", "{guest:?}");
        let sums = format!(
            "select detail from tenantry_control.operation_steps s join tenantry_control.operations o on o.id = s.operation_id where o.tenant_id = '{}' and s.name = 'compare'",
            guest.id
        );
        println!("{}: {}", guest.rung, sql::one(&mut floor.admin, sums).await);
        let restored = format!(
            "select count(*) from tenantry_control.deletion_certificates c join tenantry_control.operations o \
               on o.plan ->> 'certificate' = c.id::text and o.state = 'done' where c.tenant_id = '{}'",
            guest.id
        );
        assert_eq!(
            sql::one(&mut floor.admin, restored).await,
            "1",
            "the certificate stays, with who came back"
        );
        let mut inside = floor.inside(guest).await;
        let closed = format!(
            "select coalesce(closed, 'open') || ' ' || generation from tenantry.placements where tenant_id = '{}'",
            guest.id
        );
        let open = if guest.rung == "shared" { "suspended" } else { "open" };
        assert_eq!(sql::one(&mut inside, closed).await, format!("{open} {}", generation + 1));
    }
    // and once more around: a second certificate, a second archive
    floor.purge(&all).await;
    for guest in &guests {
        let papers = format!(
            "select count(*) from tenantry_control.deletion_certificates where tenant_id = '{}'",
            guest.id
        );
        assert_eq!(sql::one(&mut floor.admin, papers).await, "2");
    }
}

/// A file of an archive, by a part of its name.
fn file(folder: &Path, part: &str) -> std::path::PathBuf {
    let entries =
        std::fs::read_dir(folder).expect("the archive is there").flatten().map(|entry| entry.path());
    entries.into_iter().find(|path| path.to_string_lossy().contains(part)).expect("the file is there")
}

fn spoil(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut content = std::fs::read(path).expect("it can be read");
    change(&mut content);
    std::fs::write(path, content).expect("it can be written");
}

/// Nothing is on the server of a guest.
async fn nothing(floor: &mut Floor, guest: &Guest) {
    let name = floor.name(guest);
    let left = format!(
        "select (select count(*) from pg_namespace where nspname in ('{name}') or nspname like 'tenantry_trial%') \
              + (select count(*) from pg_database where datname = '{name}') + (select count(*) from pg_roles where rolname = '{name}') \
              + (select count(*) from public.users where tenant_id = '{0}') \
              + (select count(*) from tenantry.row_counts where tenant_id = '{0}')",
        guest.id
    );
    assert_eq!(sql::one(&mut floor.admin, left).await, "0", "{guest:?}");
    assert_eq!(of_tenant(floor, guest, "status").await, "deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_archive_is_refused_before_anything_is_made() {
    let mut floor = Floor::new().await;
    let mut guests = Vec::new();
    for rung in ["schema", "shared", "database", "schema", "schema", "shared"] {
        guests.push(floor.guest(rung).await);
    }
    floor.work().await;
    for guest in &guests {
        floor.furnish(guest).await;
    }
    // tables of a version that is not any more
    let (table, column) = (floor.name(&guests[3]), floor.name(&guests[4]));
    sql::must(
        &mut floor.admin,
        format!(
            "create table {table}.invoices (tenant_id uuid primary key); insert into {table}.invoices values ('{}'); \
             alter table {column}.users add column shoe_size int; \
             create table public.fleeting (tenant_id uuid primary key); insert into public.fleeting values ('{}'); \
             alter table public.fleeting owner to tenantry_owner; alter table {table}.invoices owner to tenantry_owner",
            guests[3].id, guests[5].id
        ),
    )
    .await;
    floor.purge(&guests.iter().collect::<Vec<_>>()).await;
    sql::must(&mut floor.admin, "drop table public.fleeting").await;
    let moved = floor.archive(&guests[0]).await;
    let elsewhere = moved.with_extension("elsewhere");
    std::fs::rename(&moved, &elsewhere).expect("it can be moved");
    let truncated = file(&floor.archive(&guests[1]).await, "users");
    spoil(&truncated, |content| content.truncate(content.len() / 2));
    let manifest = file(&floor.archive(&guests[2]).await, "manifest");
    spoil(&manifest, |content| {
        *content = String::from_utf8_lossy(content).replace("\"rows\": 20", "\"rows\": 19").into_bytes()
    });
    for (guest, says) in guests.clone().iter().zip([
        "The archive is not on this machine",
        "users.copy.zst cannot be read",
        "The manifest is not the one that was written",
        "There is no table invoices any more",
        "The table users has no column shoe_size any more",
        "There is no table fleeting any more",
    ]) {
        floor.request("unarchive", guest).await;
        floor.work().await;
        let ended = floor.ended(guest).await;
        assert!(ended.starts_with("failed ") && ended.contains(says), "{guest:?}: {ended}");
        nothing(&mut floor, guest).await;
    }
    // the folder is brought, and the operation retried
    std::fs::rename(&elsewhere, &moved).expect("it can be moved");
    let retry = format!(
        "select tenantry_control.retry_operation(id, 'it is here now') from tenantry_control.operations \
         where tenant_id = '{}' order by id desc limit 1",
        guests[0].id
    );
    sql::must(&mut floor.ops, retry).await;
    floor.work().await;
    assert_eq!(floor.ended(&guests[0]).await, "done");
    // twice is refused: he is there
    let twice = format!("select tenantry_control.restore_tenant('{}', 'a proof')", guests[0].id);
    let refused = sql::must_not(&mut floor.ops, "ops", twice).await;
    assert!(refused.message.contains("is not in quarantine"), "{}", refused.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_is_taken_back_when_the_rows_do_not_come() {
    let mut floor = Floor::new().await;
    for rung in ["shared", "schema", "database"] {
        let guest = floor.guest(rung).await;
        floor.work().await;
        floor.furnish(&guest).await;
        floor.purge(&[&guest]).await;
        let operation = floor.request("unarchive", &guest).await;
        let load = "select position from tenantry_control.operation_steps where name = 'compare' and operation_id = ";
        let place =
            sql::one(&mut floor.admin, format!("{load}'{operation}'")).await.parse().expect("a place");
        floor.kill_at(&operation, place, "running").await;
        // the rows are there now, and one of them is not what it was
        let users = if rung == "schema" {
            format!("{}.users", floor.name(&guest))
        } else {
            "public.users".to_owned()
        };
        let mut inside = floor.inside(&guest).await;
        sql::must(
            &mut inside,
            format!(
                "update {users} set name = 'somebody else' where email like '7@%' and tenant_id = '{}'",
                guest.id
            ),
        )
        .await;
        floor.work().await;
        let ended = floor.ended(&guest).await;
        assert!(ended.starts_with("failed ") && ended.contains("users reads otherwise"), "{rung}: {ended}");
        nothing(&mut floor, &guest).await;
    }
}
