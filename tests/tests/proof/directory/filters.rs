//! Filters, read a second time: each generated query is evaluated in Rust over all tenants, one by one.

use sqlx::Row as _;
use sqlx::postgres::PgRow;
use tenantry_engine::directory::{At, PageRequest};
use tenantry_model::query::{Comparison, Field, Sort, TenantQuery, Term, Value, Vocabulary, parse};
use tenantry_tests::{Fleet, sql};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::directory;

/// A tenant, read plainly.
struct Tenant(PgRow);

impl Tenant {
    fn text(&self, column: &str) -> Option<String> {
        self.0.get(column)
    }

    fn number(&self, column: &str) -> i64 {
        self.0.get(column)
    }

    fn moment(&self, column: &str) -> Option<OffsetDateTime> {
        self.0.get(column)
    }

    fn id(&self) -> Uuid {
        self.0.get("id")
    }
}

const TENANTS: &str = "select t.id, t.slug, t.name_key, t.domain, t.status::text, t.tier, t.rung::text, t.region, \
    t.cluster, p.slug as parent, t.search, t.usage_permille::bigint, t.users, t.projects, t.storage_bytes, \
    t.api_calls_month, t.alarms::bigint, t.created_at, t.subscription_ends, \
    nullif(t.last_activity, '-infinity') as last_activity \
    from tenantry_control.tenants t left join tenantry_control.tenants p on p.id = t.parent_id order by t.id";

fn compare<T: PartialOrd>(left: &T, comparison: Comparison, right: &T) -> bool {
    match comparison {
        Comparison::Is => left == right,
        Comparison::Above => left > right,
        Comparison::AtLeast => left >= right,
        Comparison::Below => left < right,
        Comparison::AtMost => left <= right,
    }
}

fn begins(text: Option<String>, word: &str) -> bool {
    text.is_some_and(|text| text.starts_with(word))
}

fn is_word(tenant: &Tenant, field: Field, word: &str) -> bool {
    let column = field.word();
    match field {
        Field::Region if !word.contains('-') => {
            tenant.text(column).is_some_and(|region| region.split('-').next() == Some(word))
        }
        Field::Region | Field::Cluster | Field::Parent | Field::Tier => {
            tenant.text(column).as_deref() == Some(word)
        }
        Field::Slug | Field::Domain => begins(tenant.text(column), word),
        _ => begins(tenant.text("name_key"), word),
    }
}

/// What a distance in time means: for what lies behind, how long ago; for what lies ahead, how long until then.
fn is_near(
    moment: Option<OffsetDateTime>,
    field: Field,
    comparison: Comparison,
    seconds: i64,
    now: OffsetDateTime,
) -> bool {
    let near = matches!(comparison, Comparison::Below | Comparison::AtMost | Comparison::Is);
    let distance = Duration::seconds(seconds);
    match (moment, field) {
        // never active is longer ago than anything
        (None, Field::Activity) => !near,
        (None, _) => false,
        (Some(end), Field::Expires) if seconds == 0 && comparison == Comparison::Below => end < now,
        (Some(end), Field::Expires) if near => end >= now && end - now <= distance,
        (Some(end), Field::Expires) => end - now > distance,
        (Some(then), _) if near => now - then <= distance,
        (Some(then), _) => now - then > distance,
    }
}

fn holds(tenant: &Tenant, field: Field, comparison: Comparison, value: &Value, now: OffsetDateTime) -> bool {
    let moment = |field| match field {
        Field::Created => tenant.moment("created_at"),
        Field::Activity => tenant.moment("last_activity"),
        _ => tenant.moment("subscription_ends"),
    };
    match value {
        Value::Status(status) => tenant.text("status").as_deref() == Some(status.as_str()),
        Value::Rung(rung) => tenant.text("rung").as_deref() == Some(rung.as_str()),
        Value::Id(id) => tenant.id() == id.0,
        Value::Word(word) => is_word(tenant, field, word),
        Value::Permille(n) => compare(&tenant.number("usage_permille"), comparison, n),
        Value::Number(n) => {
            let column = match field {
                Field::Storage => "storage_bytes",
                Field::ApiCalls => "api_calls_month",
                _ => field.word(),
            };
            compare(&tenant.number(column), comparison, n)
        }
        Value::Day(day) => match moment(field) {
            None => field == Field::Activity && matches!(comparison, Comparison::Below | Comparison::AtMost),
            Some(then) => compare(&then.date(), comparison, day),
        },
        Value::Distance(seconds) => is_near(moment(field), field, comparison, *seconds, now),
    }
}

fn matches_all(tenant: &Tenant, query: &TenantQuery, now: OffsetDateTime) -> bool {
    query.terms.iter().all(|term| match term {
        Term::Text { needle, negated } => {
            tenant.text("search").unwrap_or_default().contains(needle.as_str()) != *negated
        }
        Term::Filter { field, comparison, values, negated } => {
            values.iter().any(|value| holds(tenant, *field, *comparison, value, now)) != *negated
        }
    })
}

/// Terms of every field, sign and kind of value, some with words of a tenant that is there.
fn terms(tenants: &[Tenant]) -> Vec<String> {
    let some = |n: usize| &tenants[(n * 97) % tenants.len()];
    let mut all: Vec<String> = [
        "status:active",
        "status:suspended,failed",
        "status:deleting",
        "tier:free",
        "tier:pro,enterprise",
        "tier:starter",
        "rung:shared",
        "rung:schema,database",
        "rung:instance",
        "region:eu",
        "region:us,ap",
        "region:eu-central-1",
        "region:eu-c",
        "usage>90%",
        "usage>=100%",
        "usage<12.5%",
        "usage<=50",
        "usage=0%",
        "users>=100",
        "users<3",
        "users:1,2,3",
        "projects<3",
        "projects>40",
        "storage>50GB",
        "storage<1.5mb",
        "storage<=1gb",
        "api>100k",
        "api<1k",
        "alarms>0",
        "alarms:0",
        "created>2026-01-01",
        "created<2025-06-30",
        "created>=2025-01-01",
        "created<30d",
        "created>400d",
        "activity<30d",
        "activity>60d",
        "activity>=2026-11-01",
        "activity<2026-11-01",
        "expires<14d",
        "expires<0d",
        "expires>90d",
        "expires<=2027-01-01",
        "expires>2026-12-01",
        "expires:2026-12-01",
        "name:a",
        "name:\"the \"",
        "domain:app.",
        "cluster:eu-central-shared-1",
        "parent:nobody",
        "acme",
        "clinic",
        "\"ltd\"",
        "%",
        "_",
        "\\",
        "'",
        "<",
        "é",
        "example",
        "-",
        "ı",
    ]
    .map(str::to_owned)
    .to_vec();
    for n in 0..6 {
        all.push(format!("slug:{}", some(n).text("slug").unwrap_or_default()));
        all.push(format!("id:{}", some(n).id()));
        let name = some(n).text("name_key").unwrap_or_default().replace(['"', ','], "");
        all.push(format!("\"{}\"", name.chars().skip(1).take(5).collect::<String>()));
    }
    all.extend(tenants.iter().filter_map(|t| t.text("parent")).take(3).map(|slug| format!("parent:{slug}")));
    all.extend(tenants.iter().filter_map(|t| t.text("domain")).take(3).map(|name| format!("domain:{name}")));
    all
}

/// Each term alone, each negated, and terms joined as chance would, the same each time.
fn queries(terms: &[String]) -> Vec<String> {
    let negated = |term: &String| format!("-{term}");
    let mut all: Vec<String> = terms.iter().cloned().chain(terms.iter().map(negated)).collect();
    let mut seed = 7_usize;
    let mut dice = || {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        seed / 8
    };
    for _ in 0..150 {
        let words = 2 + dice() % 3;
        let term =
            |n: usize| format!("{}{}", if n.is_multiple_of(3) { "-" } else { "" }, terms[n % terms.len()]);
        all.push((0..words).map(|_| term(dice())).collect::<Vec<_>>().join(" "));
    }
    all
}

#[tokio::test]
async fn each_query_finds_what_a_look_at_every_tenant_finds() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let tenants: Vec<Tenant> =
        sqlx::query(TENANTS).fetch_all(&mut admin).await.unwrap().into_iter().map(Tenant).collect();
    assert_eq!(tenants.len(), 400);
    let directory = directory(&fleet);
    let (mut tried, mut telling) = (0, 0);
    for text in queries(&terms(&tenants)) {
        let query =
            parse(&text, &Vocabulary::default()).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let now: OffsetDateTime = sqlx::query_scalar("select now()").fetch_one(&mut admin).await.unwrap();
        let expected: Vec<Uuid> =
            tenants.iter().filter(|tenant| matches_all(tenant, &query, now)).map(Tenant::id).collect();
        let request = PageRequest { query: query.clone(), sort: Sort::default(), limit: 500, at: At::Start };
        let page = directory.page(&request).await.unwrap_or_else(|error| panic!("{text}: {error}"));
        let mut found: Vec<Uuid> = page.rows.iter().map(|row| row.id).collect();
        found.sort();
        assert_eq!(found, expected, "{text}");
        assert_eq!(directory.count(&query).await.unwrap() as usize, expected.len(), "{text}");
        tried += 1;
        telling += usize::from(!expected.is_empty() && expected.len() < 400);
    }
    assert!(tried >= 200 && telling * 2 > tried, "{telling} of {tried} queries find some and not all");
}

#[tokio::test]
async fn a_search_is_one_of_the_whole_word_and_not_of_a_pattern() {
    let fleet = Fleet::fresh().await;
    let slug = fleet.tenant_where("status = 'active'").await;
    let set = format!("update tenantry_control.tenants set name = '50%_off\\deal' where slug = '{slug}'");
    sql::must(&mut fleet.admin().await, set).await;
    let directory = directory(&fleet);
    for (text, expected) in [("50%_off\\deal", 1), ("50%", 1), ("0%o", 0), ("_off\\d", 1), ("50__off", 0)] {
        let query = parse(text, &Vocabulary::default()).unwrap();
        assert_eq!(directory.count(&query).await.unwrap(), expected, "{text}");
    }
}
