//! The pages that are measured, each said three times.

use tenantry_engine::directory::{At, Directory, PageRequest};
use tenantry_model::query::{Direction, Sort, SortColumn, TenantQuery, Vocabulary, parse};

use super::PAGE;
use super::hand::{Bound, Hand, Statement};
use crate::report::count;

/// The query of the walkthrough, and its conditions as SQL by hand and as it is written without much thought.
pub(super) const QUERY: &str = "tier:pro usage>90% region:eu";
pub(super) const QUERY_BY_HAND: &str =
    "where t.tier = 'pro' and t.usage_permille > 900 and t.region >= 'eu' and t.region < 'ev'";
const QUERY_NAIVE: &str = "where t.tier = 'pro' and t.usage_permille > 900 and t.region ilike 'eu%'";

/// A page, three ways.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) ours: PageRequest,
    pub(crate) hand: Statement,
    pub(crate) naive: Statement,
    /// OFFSET or ILIKE must go far here.
    pub(crate) far: bool,
}

/// All of them.
pub(crate) async fn all(directory: &Directory, hand: &mut Hand, tenants: u32) -> Vec<Case> {
    let mut cases: Vec<Case> =
        SortColumn::ALL.into_iter().map(|(column, word)| first(column, word)).collect();
    cases.extend(filtered(directory, hand).await);
    let (nine_tenths, half) = (tenants / 10 * 9, tenants / 2);
    // the last of these places is as far from an anchor as any
    for (sort, position) in [("name", nine_tenths), ("-storage", nine_tenths), ("-storage", nine_tenths + 99)]
    {
        cases.push(jump(directory, hand, sort, position).await);
    }
    for sort in ["name", "-usage"] {
        cases.push(deep(hand, sort, half).await);
    }
    cases.extend(searches(hand, tenants).await);
    cases
}

/// A query as the console reads it.
pub(super) fn read(query: &str) -> TenantQuery {
    let tiers = ["free", "starter", "pro", "enterprise"].map(str::to_owned).to_vec();
    parse(query, &Vocabulary { tiers }).expect("the query is one")
}

pub(super) fn sort(word: &str) -> Sort {
    word.parse().expect("the sort is one")
}

fn request(query: &str, by: &str, at: At) -> PageRequest {
    PageRequest { query: read(query), sort: sort(by), limit: PAGE, at }
}

/// A column of the table, and the order of a sort on it and its reverse.
struct Order {
    key: &'static str,
    forward: String,
    backward: String,
    after: &'static str,
}

fn order(by: Sort) -> Order {
    let key = key(by.column);
    let (way, back, after) = match by.direction {
        Direction::Ascending => ("asc", "desc", ">"),
        Direction::Descending => ("desc", "asc", "<"),
    };
    Order {
        key,
        forward: format!("t.{key} {way}, t.id {way}"),
        backward: format!("t.{key} {back}, t.id {back}"),
        after,
    }
}

const fn key(column: SortColumn) -> &'static str {
    match column {
        SortColumn::Name => "name_key",
        SortColumn::Slug => "slug",
        SortColumn::Status => "status",
        SortColumn::Tier => "tier_rank",
        SortColumn::Rung => "rung",
        SortColumn::Region => "region",
        SortColumn::Usage => "usage_permille",
        SortColumn::Users => "users",
        SortColumn::Projects => "projects",
        SortColumn::Storage => "storage_bytes",
        SortColumn::ApiCalls => "api_calls_month",
        SortColumn::Alarms => "alarms",
        SortColumn::Activity => "last_activity",
        SortColumn::Created => "created_at",
        SortColumn::Version => "version",
    }
}

fn offset(by: &Order, filter: &str, rows: i64, values: Vec<Bound>) -> Statement {
    Statement::page(
        by.key,
        &by.forward,
        &format!("{filter} order by {} limit {PAGE} offset {rows}", by.forward),
        values,
    )
}

async fn filtered(directory: &Directory, hand: &mut Hand) -> Vec<Case> {
    let by = order(sort("-storage"));
    let total = hand
        .number(&format!("select count(*) from tenantry_control.tenants t {QUERY_BY_HAND} and $1 = ''"), "")
        .await;
    let layout = directory.layout(&read(QUERY), sort("-storage")).await.expect("the query can be laid out");
    let first = format!("{QUERY_BY_HAND} order by {} limit {PAGE}", by.forward);
    let last = format!("{QUERY_BY_HAND} order by {} limit {PAGE}", by.backward);
    vec![
        Case {
            name: format!("{QUERY}, -storage, first"),
            ours: request(QUERY, "-storage", At::Start),
            hand: Statement::page(by.key, &by.forward, &first, Vec::new()),
            naive: offset(&by, QUERY_NAIVE, 0, Vec::new()),
            far: false,
        },
        Case {
            name: format!("the same, last (of {})", count(total.unsigned_abs())),
            ours: request(QUERY, "-storage", layout.at(u32::MAX)),
            hand: Statement::page(by.key, &by.forward, &last, Vec::new()),
            naive: offset(&by, QUERY_NAIVE, (total - i64::from(PAGE)).max(0), Vec::new()),
            far: true,
        },
    ]
}

/// By hand, the row at the position is known: keyset cannot know it otherwise.
async fn jump(directory: &Directory, hand: &mut Hand, by: &str, position: u32) -> Case {
    let layout =
        directory.layout(&TenantQuery::default(), sort(by)).await.expect("the fleet can be laid out");
    let order = order(sort(by));
    let naive = offset(&order, "", position.into(), Vec::new());
    let here = &hand.rows(&naive).await[0];
    let inner = format!("where {} order by {} limit {PAGE}", beyond(&order, "="), order.forward);
    let hand = Statement::page(order.key, &order.forward, &inner, place(&here.sort_key, here.id));
    let name = format!("jump to {}, {by}", count(position.into()));
    Case { name, ours: request("", by, layout.at(position)), hand, naive, far: true }
}

/// The page after a row in the middle.
async fn deep(hand: &mut Hand, by: &str, position: u32) -> Case {
    let order = order(sort(by));
    let naive = offset(&order, "", position.into(), Vec::new());
    let page = offset(&order, "", i64::from(position) - 1, Vec::new());
    let before = hand.rows(&page).await.remove(0);
    let inner = format!("where {} order by {} limit {PAGE}", beyond(&order, ""), order.forward);
    let cursor =
        format!("{by}/{}/{}", before.id, before.sort_key).parse().expect("this is how a cursor is written");
    Case {
        name: format!("page after row {}, {by}", count(position.into())),
        ours: request("", by, At::After(cursor)),
        hand: Statement::page(order.key, &order.forward, &inner, place(&before.sort_key, before.id)),
        naive,
        far: true,
    }
}

/// The rows beyond a place (`or_equal`: with the place itself), for the columns that the deep pages are sorted by.
fn beyond(order: &Order, or_equal: &str) -> String {
    let cast = match order.key {
        "storage_bytes" => "::bigint",
        "usage_permille" => "::integer",
        _ => "",
    };
    format!("(t.{}, t.id) {}{or_equal} ($1::text{cast}, $2)", order.key, order.after)
}

fn place(key: &str, id: uuid::Uuid) -> Vec<Bound> {
    vec![key.into(), Bound::Id(id)]
}

fn first(column: SortColumn, word: &str) -> Case {
    let order = order(sort(word));
    let inner = format!("order by {} limit {PAGE}", order.forward);
    Case {
        name: format!("first page, {word}"),
        ours: PageRequest {
            query: TenantQuery::default(),
            sort: Sort { column, direction: Direction::Ascending },
            limit: PAGE,
            at: At::Start,
        },
        hand: Statement::page(order.key, &order.forward, &inner, Vec::new()),
        naive: offset(&order, "", 0, Vec::new()),
        far: false,
    }
}

const SEARCHED: &str = "select count(*) from tenantry_control.tenants where search like '%' || $1 || '%'";

/// Words of the fleet itself: a name of few, one of some hundreds, and the commonest.
async fn searches(hand: &mut Hand, tenants: u32) -> Vec<Case> {
    let rare: (String,) =
        sqlx::query_as("select max(slug) from tenantry_control.tenants where slug like 'm%'")
            .fetch_one(&mut hand.0)
            .await
            .expect("some slug begins with m");
    let words: Vec<(String,)> = sqlx::query_as(
        "select word from (select name_key from tenantry_control.tenants order by id limit 100000) t, \
           regexp_split_to_table(name_key, '[^a-z]+') word \
         where length(word) > 4 group by word order by count(*) desc, word",
    )
    .fetch_all(&mut hand.0)
    .await
    .expect("names hold words");
    let mut cases = vec![search(hand, &rare.0).await];
    let aim = i64::from(tenants / 1000).max(5);
    let mut middling = (i64::MAX, String::new());
    for (word,) in words.iter().rev().step_by((words.len() / 40).max(1)) {
        let distance = (hand.number(SEARCHED, word).await - aim).abs();
        middling = middling.min((distance, word.clone()));
    }
    cases.push(search(hand, &middling.1).await);
    cases.push(search(hand, &words[0].0).await);
    cases
}

async fn search(hand: &mut Hand, needle: &str) -> Case {
    let by = order(sort("name"));
    let found = hand.number(SEARCHED, needle).await;
    let order_by = format!("order by {} limit {PAGE}", by.forward);
    let hand = format!("where t.search like '%' || $1 || '%' {order_by}");
    let ilike =
        ["slug", "name", "domain", "id::text"].map(|column| format!("t.{column} ilike '%' || $1 || '%'"));
    let naive = format!("where {} {order_by}", ilike.join(" or "));
    Case {
        name: format!("search \"{needle}\" ({} found)", count(found.unsigned_abs())),
        ours: request(needle, "name", At::Start),
        hand: Statement::page(by.key, &by.forward, &hand, vec![needle.into()]),
        naive: Statement::page(by.key, &by.forward, &naive, vec![needle.into()]),
        far: true,
    }
}
