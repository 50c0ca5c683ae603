//! Looking at tenants: pages of the grid, totals, one tenant whole, its usage.

use tenantry_engine::directory::{At, Cursor, PageRequest};
use tenantry_model::query::{Sort, parse};

use super::Answer;
use crate::Console;
use crate::error::CommandError;
use crate::present;
use crate::views::{
    PagePosition, TenantCount, TenantKey, TenantListRequest, TenantPage, TenantTotal, TenantView, UsageDay,
    UsageHistory, UsageRequest,
};

/// Rows of a page, unless asked otherwise.
const PAGE: u32 = 50;
/// Most rows of a page.
const PAGE_MOST: u32 = 500;

/// One page of the grid.
pub async fn tenant_list(console: &Console, request: TenantListRequest) -> Answer<TenantPage> {
    let live = console.live()?;
    let vocabulary = console.ask(&live, live.vocabulary()).await?;
    let sort = sort(&request.sort)?;
    let query = parse(&request.query, &vocabulary)?;
    let limit = bounded("limit", request.limit, PAGE, PAGE_MOST)?;
    let at = match request.at {
        PagePosition::Start => At::Start,
        // from its end, a query may be as far from its rows as from its start
        PagePosition::End if !query.terms.is_empty() => {
            console.ask(&live, live.layout(&request.query, sort)).await?.at(u32::MAX)
        }
        PagePosition::End => At::End,
        PagePosition::After { cursor } => At::After(cursor.parse::<Cursor>()?.of_sort(sort)?),
        PagePosition::Before { cursor } => At::Before(cursor.parse::<Cursor>()?.of_sort(sort)?),
        // near the start the walk is as short as from an anchor, and needs none
        PagePosition::Position { index } if index <= PAGE_MOST && query.terms.is_empty() => At::Skip(index),
        PagePosition::Position { index } => {
            console.ask(&live, live.layout(&request.query, sort)).await?.at(index)
        }
    };
    let page = console.ask(&live, live.directory.page(&PageRequest { query, sort, limit, at })).await?;
    let as_of = match page.as_of {
        Some(moment) => moment,
        None => console.ask(&live, live.directory.now()).await?,
    };
    Ok(TenantPage {
        rows: page.rows.into_iter().map(present::row).collect::<Result<_, _>>()?,
        next: page.next.map(|cursor| cursor.to_string()),
        previous: page.previous.map(|cursor| cursor.to_string()),
        as_of: as_of.into(),
    })
}

/// How many tenants a query finds; the grid's positions are laid out in the same go.
pub async fn tenant_count(console: &Console, request: TenantCount) -> Answer<TenantTotal> {
    let live = console.live()?;
    let layout = console.ask(&live, live.layout(&request.query, sort(&request.sort)?)).await?;
    Ok(TenantTotal { total: layout.total, as_of: layout.as_of.into() })
}

/// One tenant, whole.
pub async fn tenant_show(console: &Console, request: TenantKey) -> Answer<TenantView> {
    let live = console.live()?;
    let shown = console.ask(&live, live.directory.show(request.tenant.trim())).await?;
    present::tenant(shown)
}

/// A tenant's usage, day by day.
pub async fn tenant_usage(console: &Console, request: UsageRequest) -> Answer<UsageHistory> {
    let live = console.live()?;
    let days = bounded("days", request.days, 30, 366)?;
    let tenant = console.ask(&live, live.directory.find(request.tenant.trim())).await?;
    let limits = console.ask(&live, live.directory.limits(tenant)).await?;
    let usage = console.ask(&live, live.directory.usage(tenant, days)).await?;
    Ok(UsageHistory {
        days: usage
            .days
            .into_iter()
            .map(|day| UsageDay {
                day: day.day.into(),
                users: day.users.into(),
                projects: day.projects.into(),
                storage_bytes: day.storage_bytes.into(),
                api_calls: day.api_calls.into(),
                api_calls_month: day.api_calls_month.into(),
            })
            .collect(),
        limits: limits.iter().map(present::limit).collect(),
        from: usage.from.into(),
        to: usage.to.into(),
        as_of: usage.as_of.into(),
    })
}

/// The sort of a request; empty: by name.
pub(super) fn sort(text: &str) -> Answer<Sort> {
    Ok(if text.is_empty() { Sort::default() } else { text.parse()? })
}

/// A number with a default and a most.
pub(super) fn bounded(field: &str, given: Option<u32>, default: u32, most: u32) -> Answer<u32> {
    match given.unwrap_or(default) {
        n if (1..=most).contains(&n) => Ok(n),
        n => {
            Err(CommandError::invalid(field, format!("{n} is out of bounds."), format!("Give 1 to {most}.")))
        }
    }
}
