//! The trail's chains: each hash computed a second time, in Rust, from what a session with other settings reads; and
//! nobody changes an entry, not even the owner.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Row as _};
use tenantry_tests::{Fleet, sql};

/// The columns of an entry, each in its binary form, as they are chained.
const FIELDS: &str = "select chain::text as chain_name, chain_seq, previous, hash, array[ \
    uuid_send(chain), int8send(chain_seq), timestamptz_send(at), convert_to(login::text, 'UTF8'), \
    convert_to(action, 'UTF8'), uuid_send(tenant_id), convert_to(object, 'UTF8'), convert_to(reason, 'UTF8'), \
    convert_to(ticket, 'UTF8'), convert_to(before::text, 'UTF8'), convert_to(after::text, 'UTF8'), \
    inet_send(client_address), convert_to(client_program, 'UTF8'), xid8send(transaction)] as fields \
  from tenantry_control.audit_entries order by chain, chain_seq";

struct Entry {
    chain: String,
    seq: i64,
    previous: Vec<u8>,
    hash: Vec<u8>,
    fields: Vec<Option<Vec<u8>>>,
}

async fn entries(connection: &mut PgConnection) -> Vec<Entry> {
    let rows = sqlx::query(FIELDS).fetch_all(connection).await.expect("the trail can be read");
    let entry = |row: &sqlx::postgres::PgRow| Entry {
        chain: row.get("chain_name"),
        seq: row.get("chain_seq"),
        previous: row.get("previous"),
        hash: row.get("hash"),
        fields: row.get("fields"),
    };
    rows.iter().map(entry).collect()
}

/// A leaf tag, the hash before, and each field with its length before it.
fn hash(previous: &[u8], fields: &[Option<Vec<u8>>]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update([0_u8]);
    hasher.update(previous);
    for field in fields {
        match field {
            None => hasher.update((-1_i32).to_be_bytes()),
            Some(bytes) => {
                hasher.update(i32::try_from(bytes.len()).expect("a field is small").to_be_bytes());
                hasher.update(bytes);
            }
        }
    }
    hasher.finalize().to_vec()
}

/// The first entry that does not follow from the one before it.
fn first_bad(entries: &[Entry]) -> Option<(String, i64)> {
    let mut heads: HashMap<&str, (i64, Vec<u8>)> = HashMap::new();
    for entry in entries {
        let head = heads.entry(&entry.chain).or_insert_with(|| {
            let mut first = vec![1_u8];
            first.extend(entry.fields[0].clone().unwrap_or_default());
            (0, Sha256::digest(&first).to_vec())
        });
        let computed = hash(&entry.previous, &entry.fields);
        if entry.seq != head.0 + 1 || entry.previous != head.1 || entry.hash != computed {
            return Some((entry.chain.clone(), entry.seq));
        }
        *head = (entry.seq, computed);
    }
    None
}

/// Every chain holds, from its beginning to the head that is kept apart.
///
/// # Panics
/// When it does not.
pub(crate) async fn assert_intact(admin: &mut PgConnection) {
    assert_eq!(first_bad(&entries(admin).await), None);
    let cut = "select count(*) from tenantry_control.audit_chains c where row(c.seq, c.hash) is distinct from \
        (select row(e.chain_seq, e.hash) from tenantry_control.audit_entries e where e.chain = c.chain \
         order by chain_seq desc limit 1)";
    assert_eq!(sql::one(admin, cut).await, "0", "a chain ends before its head");
}

/// Acts of all kinds, with text that is long, short, in other scripts and hostile.
async fn act(fleet: &Fleet) {
    let mut ops = fleet.enter_as("ops").await;
    let reasons = [
        "abc",
        "Zażółć gęślą jaźń",
        "\u{202e}sdrawkcab",
        "''; drop table tenants; --",
        "多言語の理由です",
        "ab\tc\nd",
    ];
    for (n, reason) in reasons.iter().enumerate() {
        let call = "select tenantry_control.set_limit(id, 'users', $1, $2, case when $1 % 2 = 0 then null \
                    else clock_timestamp() + interval '1 day' end, version) from tenantry_control.tenants \
                    where slug = (select min(slug) from tenantry_control.tenants where status = 'active')";
        let value = i64::try_from(n).expect("a handful");
        sqlx::query(call).bind(value).bind(reason).execute(&mut ops).await.expect("ops may");
    }
    let others = "select tenantry_control.suspend(id, 'A reason.', version) from (select * from tenantry_control.tenants \
                  where status = 'active' order by slug desc limit 5) t";
    sql::must(&mut ops, others).await;
    sql::must(&mut ops, "select tenantry_control.set_tier_limit('pro', 'users', null, 'No limit.', 1)").await;
}

#[tokio::test]
async fn every_hash_computed_again_elsewhere_is_the_same() {
    let fleet = Fleet::fresh().await;
    act(&fleet).await;
    let mut auditor = fleet.enter_as("auditor").await;
    let settings = [
        "select 1",
        "set timezone = 'Asia/Kathmandu'; set datestyle = 'SQL, DMY'; set intervalstyle = 'sql_standard'",
        "set bytea_output = 'escape'; set extra_float_digits = -15",
        "set client_encoding = 'UTF8'; set xmlbinary = 'hex'; set timezone = 'Pacific/Apia'",
    ];
    for setting in settings {
        sql::must(&mut auditor, setting).await;
        let all = entries(&mut auditor).await;
        assert!(all.len() >= 14, "there is something to prove: {}", all.len());
        assert_eq!(first_bad(&all), None, "{setting}");
        let by_server = "select count(*) from tenantry_control.audit_entries e \
                         where e.hash is distinct from tenantry_control.audit_hash(e)";
        assert_eq!(sql::one(&mut auditor, by_server).await, "0", "{setting}");
    }
    assert_intact(&mut fleet.admin().await).await;
}

#[tokio::test]
async fn another_client_encoding_gives_the_same_hashes() {
    let fleet = Fleet::fresh().await;
    act(&fleet).await;
    let mut admin = fleet.admin().await;
    let query = "select string_agg(encode(tenantry_control.audit_hash(e), 'hex'), ',' order by number) \
                 from tenantry_control.audit_entries e";
    let before = sql::one(&mut admin, query).await;
    // hexadecimal digits are the same in both encodings, so the answer can still be read
    sql::must(&mut admin, "set client_encoding = 'LATIN1'; set timezone = 'America/St_Johns'").await;
    assert_eq!(sql::one(&mut admin, query).await, before);
}

#[tokio::test]
async fn any_change_of_an_entry_is_found_at_that_entry() {
    let fleet = Fleet::fresh().await;
    act(&fleet).await;
    let mut admin = fleet.admin().await;
    let whole = entries(&mut admin).await;
    let longest = whole
        .iter()
        .map(|entry| entry.chain.clone())
        .max_by_key(|chain| whole.iter().filter(|entry| entry.chain == *chain).count());
    let chain: Vec<usize> = (0..whole.len()).filter(|n| Some(&whole[*n].chain) == longest.as_ref()).collect();
    assert!(chain.len() >= 6);
    for field in 0..whole[0].fields.len() {
        let mut changed = entries(&mut admin).await;
        let entry = &mut changed[chain[2]];
        entry.fields[field] = match entry.fields[field].take() {
            None => Some(Vec::new()),
            Some(bytes) if bytes.is_empty() => None,
            Some(mut bytes) => {
                bytes[0] ^= 1;
                Some(bytes)
            }
        };
        let found = first_bad(&changed).map(|(_, seq)| seq);
        assert_eq!(found, Some(whole[chain[2]].seq), "one bit more or less in field {field}");
    }
    let mut cut = entries(&mut admin).await;
    cut.remove(chain[2]);
    assert_eq!(first_bad(&cut).map(|(_, seq)| seq), Some(whole[chain[3]].seq), "one entry is missing");
    let mut swapped = entries(&mut admin).await;
    swapped.swap(chain[2], chain[3]);
    assert!(first_bad(&swapped).is_some(), "two entries are swapped");
}

#[tokio::test]
async fn lengths_keep_fields_apart_and_null_is_not_empty() {
    let mut admin = Fleet::fresh().await.admin().await;
    let field = |value: &str| format!("tenantry_control.audit_field({value})");
    let apart = format!(
        "select {} || {} <> {} || {}",
        field("'ab'::bytea"),
        field("'c'::bytea"),
        field("'a'::bytea"),
        field("'bc'::bytea")
    );
    assert_eq!(sql::one(&mut admin, apart).await, "true");
    let null = format!("select {} <> {}", field("null"), field("''::bytea"));
    assert_eq!(sql::one(&mut admin, null).await, "true");
}

#[tokio::test]
async fn no_entry_is_changed_not_even_by_the_owner() {
    let fleet = Fleet::fresh().await;
    act(&fleet).await;
    let mut admin = fleet.admin().await;
    for setting in
        ["select 1", "set session_replication_role = replica", "set session_replication_role = local"]
    {
        sql::must(&mut admin, format!("reset role; {setting}; set role tenantry_owner")).await;
        for change in [
            "update tenantry_control.audit_entries set reason = 'Another.'",
            "delete from tenantry_control.audit_entries",
            "delete from tenantry_control.audit_entries where false",
            "truncate tenantry_control.audit_entries",
            "truncate tenantry_control.audit_entries, tenantry_control.audit_chains cascade",
        ] {
            let refused = sql::must_not(&mut admin, "the owner", change).await;
            assert_eq!(refused.code, "42501", "{setting}: {change}");
            assert_eq!(refused.message, "The audit trail is append-only.");
        }
    }
    sql::must(&mut admin, "reset role; reset session_replication_role").await;
    assert_intact(&mut admin).await;
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_entry_and_no_gap() {
    let fleet = Fleet::fresh().await;
    let mut ops = fleet.enter_as("ops").await;
    let suspend = "select tenantry_control.suspend(id, 'Undone.', version) from tenantry_control.tenants \
                   where slug = (select min(slug) from tenantry_control.tenants where status = 'active')";
    for end in ["rollback", "commit"] {
        sql::must(&mut ops, "begin").await;
        sql::must(&mut ops, "savepoint s").await;
        sql::must(&mut ops, suspend).await;
        sql::must(&mut ops, "rollback to s").await;
        sql::must(&mut ops, end).await;
    }
    let mut admin = fleet.admin().await;
    let entries = "select count(*) from tenantry_control.audit_entries where reason = 'Undone.'";
    assert_eq!(sql::one(&mut admin, entries).await, "0");
    sql::must(&mut ops, suspend.replace("Undone.", "Done.")).await;
    assert_intact(&mut admin).await;
}
