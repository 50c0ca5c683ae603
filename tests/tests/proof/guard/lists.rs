//! The guard's lists against the server's own catalog: nothing on them reaches further than its arguments, and nothing
//! that does can be called by another way of writing.

use tenantry_engine::guard::{Code, Guard, allowed_functions, allowed_types, volatile_functions};
use tenantry_tests::{Fleet, sql};

/// Types whose values mean things of the catalog or the system.
const REACHING: &str = "t.typname ~ '^(reg.*|oid.*|xid8?|cid|tid|aclitem|xml|pg_.*|txid_.*|refcursor)$'";

async fn column(fleet: &Fleet, query: &str) -> Vec<String> {
    sqlx::query_scalar(sql::text(query))
        .fetch_all(&mut fleet.admin().await)
        .await
        .expect("a query of the catalog")
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_lists_are_in_order() {
    assert!(allowed_functions().is_sorted() && allowed_types().is_sorted());
}

#[tokio::test]
async fn allowed_functions_answer_from_their_arguments_alone() {
    let fleet = Fleet::empty().await;
    let names = listed(allowed_functions());
    let free = listed(volatile_functions());
    let known =
        column(&fleet, &format!("select distinct proname::text from pg_proc where proname in ({names})"))
            .await;
    assert!(known.len() > 330, "{}", known.len());
    // volatile, or with an argument or answer that means a thing of the catalog
    let reaching = format!(
        "select distinct p.oid::regprocedure::text from pg_proc p \
         where p.pronamespace = 'pg_catalog'::regnamespace and p.proname in ({names}) \
           and (p.provolatile = 'v' and p.proname not in ({free}) or p.prosecdef \
                or exists (select from unnest(p.proargtypes::oid[] || p.prorettype) a (id) join pg_type t on t.oid = a.id \
                           where {REACHING})) order by 1"
    );
    let known = [
        "age(xid)", // without the type xid and the system columns there is nothing to give it
        "json_to_tsvector(regconfig,json,jsonb)",
        "jsonb_to_tsvector(regconfig,jsonb,jsonb)",
        "max(oid)", // the same: nothing of these types comes in
        "max(pg_lsn)",
        "max(tid)",
        "max(xid8)",
        "min(oid)",
        "min(pg_lsn)",
        "min(tid)",
        "min(xid8)",
        "phraseto_tsquery(regconfig,text)",
        "pg_typeof(\"any\")",
        "plainto_tsquery(regconfig,text)",
        "to_tsquery(regconfig,text)",
        "to_tsvector(regconfig,json)",
        "to_tsvector(regconfig,jsonb)",
        "to_tsvector(regconfig,text)",
        "ts_headline(regconfig,json,tsquery)",
        "ts_headline(regconfig,json,tsquery,text)",
        "ts_headline(regconfig,jsonb,tsquery)",
        "ts_headline(regconfig,jsonb,tsquery,text)",
        "ts_headline(regconfig,text,tsquery)",
        "ts_headline(regconfig,text,tsquery,text)",
        "websearch_to_tsquery(regconfig,text)",
    ];
    let found: Vec<String> = column(&fleet, &reaching).await;
    let more: Vec<&String> = found.iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(more.is_empty(), "{more:?}");
}

#[tokio::test]
async fn allowed_types_are_values() {
    let fleet = Fleet::empty().await;
    let names = listed(allowed_types());
    let found = column(&fleet, &format!(
        "select t.typname::text from pg_type t where t.typnamespace = 'pg_catalog'::regnamespace and t.typname in ({names}) \
           and t.typtype in ('b', 'r', 'm') and not {REACHING}"
    )).await;
    assert_eq!(found.len(), allowed_types().len());
}

#[tokio::test]
async fn no_function_that_reaches_further_is_called_as_a_field() {
    let fleet = Fleet::empty().await;
    let guard = Guard::for_schema("public").unwrap();
    let reaching = column(&fleet, &format!(
        "select distinct p.proname::text from pg_proc p \
         where p.pronamespace = 'pg_catalog'::regnamespace and p.pronargs >= 1 and p.pronargs - p.pronargdefaults <= 1 \
           and not ('internal'::regtype = any (p.proargtypes::oid[])) \
           and (p.provolatile <> 'i' or exists (select from unnest(p.proargtypes::oid[] || p.prorettype) a (id) \
                                                join pg_type t on t.oid = a.id where {REACHING})) \
         union select t.typname from pg_type t where t.typnamespace = 'pg_catalog'::regnamespace and t.typtype = 'b' \
           and {REACHING}"
    )).await;
    // a value as text or bytes, and the members of an enumeration: that is what the value is
    let plain = |name: &str| {
        ["in", "out", "send"].iter().any(|end| name.ends_with(end)) && !name.starts_with("reg")
            || ["enum_first", "enum_last", "enum_range", "pg_typeof", "xmltext", "xmlcomment"].contains(&name)
            // a value of such a type is a number or a text, and no function that takes it is on the list
            || ["oid", "xid", "xid8", "cid", "tid", "xml", "refcursor", "oidvector", "txid_snapshot", "aclitem"].contains(&name)
    };
    let mut asked = 0;
    for name in reaching.iter().filter(|name| !plain(name)) {
        let allowed =
            allowed_functions().contains(&name.as_str()) || allowed_types().contains(&name.as_str());
        if allowed {
            continue;
        }
        asked += 1;
        for text in [format!("select (x.a).{name} from users x"), format!("select x.{name} from users x")] {
            let refused = guard.check(&text);
            assert!(matches!(&refused, Err(reject) if reject.code == Code::Function), "{text}: {refused:?}");
        }
    }
    assert!(asked > 250, "{asked}");
}

#[tokio::test]
async fn every_relation_of_the_catalog_is_named_as_one() {
    let fleet = Fleet::empty().await;
    let others = column(
        &fleet,
        "select relname::text from pg_class where relnamespace = 'pg_catalog'::regnamespace \
                                 and relname not like 'pg\\_%'",
    )
    .await;
    assert_eq!(others, Vec::<String>::new());
}
