//! Pages by key: the whole list once, in every order, from every position, whatever the ties.

use tenantry_engine::directory::{At, Cursor, Directory, PageRequest};
use tenantry_model::query::{Direction, Sort, SortColumn, TenantQuery, Vocabulary, parse};
use tenantry_tests::{Fleet, sql};
use uuid::Uuid;

use super::directory;

fn sorts() -> impl Iterator<Item = Sort> {
    SortColumn::ALL.into_iter().flat_map(|(column, _)| {
        [Direction::Ascending, Direction::Descending].map(|direction| Sort { column, direction })
    })
}

/// The order as the grid promises it, spelled here a second time.
fn order(sort: Sort) -> String {
    let column = match sort.column {
        SortColumn::Name => "lower(name) collate \"C\"",
        SortColumn::Tier => "(select rank from tenantry_control.tiers where tiers.name = tier)",
        SortColumn::Usage => "usage_permille",
        SortColumn::Storage => "storage_bytes",
        SortColumn::ApiCalls => "api_calls_month",
        SortColumn::Activity => "last_activity",
        SortColumn::Created => "created_at",
        SortColumn::Slug => "slug collate \"C\"",
        SortColumn::Region => "region collate \"C\"",
        SortColumn::Status
        | SortColumn::Rung
        | SortColumn::Users
        | SortColumn::Projects
        | SortColumn::Alarms
        | SortColumn::Version => sort.column.word(),
    };
    let way = if sort.direction == Direction::Ascending { "asc" } else { "desc" };
    format!("{column} {way}, id {way}")
}

async fn plain(fleet: &Fleet, sort: Sort) -> Vec<Uuid> {
    let query = format!("select id from tenantry_control.tenants order by {}", order(sort));
    sqlx::query_scalar(sql::text(query)).fetch_all(&mut fleet.admin().await).await.expect("a plain query")
}

fn request(sort: Sort, limit: u32, at: At) -> PageRequest {
    PageRequest { query: TenantQuery::default(), sort, limit, at }
}

/// All rows by way of `next`, or from the end by way of `previous`, in the grid's order.
async fn walk(directory: &Directory, sort: Sort, limit: u32, from: At) -> Vec<Uuid> {
    let backwards = from == At::End;
    let mut at = from;
    let mut all: Vec<Uuid> = Vec::new();
    loop {
        // a cursor is what callers get: through text and back
        let page = directory.page(&request(sort, limit, at)).await.expect("a page");
        let ids = page.rows.iter().map(|row| row.id);
        if backwards {
            all.splice(0..0, ids);
        } else {
            all.extend(ids);
        }
        let further = if backwards { page.previous } else { page.next };
        let Some(cursor) = further else { return all };
        let cursor: Cursor = cursor.to_string().parse().expect("a cursor survives the way out and back");
        at = if backwards { At::Before(cursor) } else { At::After(cursor) };
        assert!(all.len() < 2_000, "{sort}: the walk has no end");
    }
}

#[tokio::test]
async fn every_sort_walks_the_whole_list_once_in_both_directions() {
    let fleet = Fleet::fresh().await;
    let directory = directory(&fleet);
    assert_eq!(sorts().count(), 30);
    for sort in sorts() {
        let expected = plain(&fleet, sort).await;
        assert_eq!(expected.len(), 400);
        assert_eq!(walk(&directory, sort, 37, At::Start).await, expected, "{sort}, forwards");
        assert_eq!(walk(&directory, sort, 37, At::End).await, expected, "{sort}, backwards");
        assert_eq!(walk(&directory, sort, 100, At::Start).await, expected, "{sort}, in whole pages");
    }
}

#[tokio::test]
async fn the_first_and_the_last_page_know_that_they_are() {
    let fleet = Fleet::fresh().await;
    let directory = directory(&fleet);
    for sort in sorts() {
        let expected = plain(&fleet, sort).await;
        let first = directory.page(&request(sort, 50, At::Start)).await.unwrap();
        assert!(first.previous.is_none() && first.next.is_some(), "{sort}");
        let last = directory.page(&request(sort, 50, At::End)).await.unwrap();
        assert!(last.previous.is_some() && last.next.is_none(), "{sort}");
        let ids: Vec<Uuid> = last.rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, expected[350..], "{sort}: the last page is full and in the grid's order");
        let all = directory.page(&request(sort, 400, At::Start)).await.unwrap();
        assert!(all.previous.is_none() && all.next.is_none(), "{sort}: all on one page");
    }
}

#[tokio::test]
async fn a_position_is_the_row_that_an_offset_would_find() {
    let fleet = Fleet::fresh().await;
    // more rows than one anchor covers
    let more = "insert into tenantry_control.tenants (slug, name, status, tier, tier_rank, region, rung, cluster) \
        select 'many-' || n, 'Many ' || n % 7, 'active', 'free', 1, 'eu-central-1', 'shared', \
               (select min(name) from tenantry_control.clusters) from generate_series(1, 1500) n";
    sql::must(&mut fleet.admin().await, more).await;
    let directory = directory(&fleet);
    for sort in sorts() {
        let expected = plain(&fleet, sort).await;
        let layout = directory.layout(&TenantQuery::default(), sort).await.unwrap();
        assert_eq!(layout.total as usize, expected.len());
        for position in [0, 1, 36, 499, 500, 501, 999, 1_000, 1_001, 1_499, 1_500, 1_899, 1_900, 9_999] {
            let page = directory.page(&request(sort, 10, layout.at(position))).await.unwrap();
            let ids: Vec<Uuid> = page.rows.iter().map(|row| row.id).collect();
            let from = if position < 1_900 { position as usize } else { 1_890 };
            assert_eq!(ids, expected[from..(from + 10).min(1_900)], "{sort} at {position}");
        }
    }
}

#[tokio::test]
async fn rows_that_are_all_alike_keep_their_places() {
    let fleet = Fleet::fresh().await;
    let alike = "update tenantry_control.tenants set name = 'Same', users = 7, projects = 7, storage_bytes = 7, \
        api_calls_month = 7, usage_permille = 7, alarms = 7, region = 'eu-x', last_activity = '-infinity', \
        created_at = '2026-01-01', version = 7";
    sql::must(&mut fleet.admin().await, alike).await;
    let directory = directory(&fleet);
    for sort in sorts() {
        let expected = plain(&fleet, sort).await;
        assert_eq!(walk(&directory, sort, 7, At::Start).await, expected, "{sort}");
        assert_eq!(walk(&directory, sort, 7, At::End).await, expected, "{sort}");
    }
}

#[tokio::test]
async fn a_walk_in_a_changing_list_repeats_nothing_that_stands_still() {
    let fleet = Fleet::fresh().await;
    let directory = directory(&fleet);
    let mut admin = fleet.admin().await;
    let sort: Sort = "-users".parse().unwrap();
    let first = directory.page(&request(sort, 50, At::Start)).await.unwrap();
    // the row that the cursor stands on goes away to the end: the walk goes on from where it was
    let last = first.rows.last().unwrap();
    let away = format!("update tenantry_control.tenants set users = 0 where id = '{}'", last.id);
    sql::must(&mut admin, away).await;
    let second = directory.page(&request(sort, 50, At::After(first.next.clone().unwrap()))).await.unwrap();
    let seen: Vec<Uuid> = first.rows.iter().map(|row| row.id).collect();
    assert!(second.rows.iter().all(|row| !seen.contains(&row.id)), "no row comes twice");
    let expected = plain(&fleet, sort).await;
    let after: Vec<Uuid> = second.rows.iter().map(|row| row.id).collect();
    assert_eq!(after, expected[49..99], "and none is left out");
}

#[tokio::test]
async fn a_filtered_list_is_walked_like_the_whole() {
    let fleet = Fleet::fresh().await;
    let directory = directory(&fleet);
    let query = parse("status:active -tier:free users>2", &Vocabulary::default()).unwrap();
    let condition = "status = 'active' and tier <> 'free' and users > 2";
    for sort in sorts() {
        let plain =
            format!("select id from tenantry_control.tenants where {condition} order by {}", order(sort));
        let expected: Vec<Uuid> =
            sqlx::query_scalar(sql::text(plain)).fetch_all(&mut fleet.admin().await).await.unwrap();
        let mut found = Vec::new();
        let mut at = At::Start;
        loop {
            let page =
                directory.page(&PageRequest { query: query.clone(), sort, limit: 9, at }).await.unwrap();
            found.extend(page.rows.iter().map(|row| row.id));
            let Some(next) = page.next else { break };
            at = At::After(next);
        }
        assert_eq!(found, expected, "{sort}");
        assert_eq!(directory.count(&query).await.unwrap() as usize, expected.len());
    }
}
