//! How many rows a query finds, and where they are: the key of every 100th row, and for a query the ids of the first
//! 20,000, because a walk along the sort's index passes by many tenants for each that a query finds. With them any
//! position of a million is reached in a few rows. One statement makes all; the caller keeps the layout for a while.

use std::sync::Arc;

use sqlx::Row;
use tenantry_model::TenantId;
use tenantry_model::query::{Sort, TenantQuery};
use time::OffsetDateTime;
use uuid::Uuid;

use super::filter::{Fragment, condition, sort_key, word};
use super::page::At;
use super::{Cursor, Directory};
use crate::EngineError;

/// Rows from one anchor to the next: a page of the grid begins at each.
const ANCHOR_STEP: u32 = 100;
/// Rows of a query that are known by id (16 bytes each). Where a query finds more, a walk finds one soon.
const KNOWN_MOST: usize = 20_000;
/// A page is no longer than this.
const PAGE_MOST: usize = 500;

/// The total of a query and the anchors in one sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Rows found.
    pub total: u32,
    /// When, by the database's clock.
    pub as_of: OffsetDateTime,
    anchors: Vec<Cursor>,
    known: Arc<[Uuid]>,
}

impl Layout {
    /// Where the page with row `index` (from 0) on begins; past the end, the last page.
    pub fn at(&self, index: u32) -> At {
        let whole = !self.known.is_empty() && self.known.len() == self.total as usize;
        if whole || index as usize + PAGE_MOST < self.known.len() {
            return At::Known(Arc::clone(&self.known), index);
        }
        if index >= self.total {
            return At::End;
        }
        match self.anchors.get((index / ANCHOR_STEP) as usize) {
            Some(anchor) => At::From(anchor.clone(), index % ANCHOR_STEP),
            None => At::Skip(index),
        }
    }
}

impl Directory {
    /// How many tenants a query finds.
    pub async fn count(&self, query: &TenantQuery) -> Result<u32, EngineError> {
        let mut out = Fragment::default();
        let filter = condition(query, &mut out);
        out.sql = format!("select count(*) from tenantry_control.tenants t where {filter}");
        let row = sqlx::query_with(crate::sql::built(out.sql), out.arguments).fetch_one(self.pool()).await?;
        Ok(clamp(row.try_get(0)?))
    }

    /// The total of a query and the anchors of a sort.
    pub async fn layout(&self, query: &TenantQuery, sort: Sort) -> Result<Layout, EngineError> {
        let mut out = Fragment::default();
        let filter = condition(query, &mut out);
        let (column, way) = (sort_key(sort.column).0, word(sort.direction));
        let known = if query.terms.is_empty() { 0 } else { KNOWN_MOST };
        out.sql = format!(
            "select count(*), \
               coalesce(array_agg(key::text order by n) filter (where n % {ANCHOR_STEP} = 1), '{{}}'), \
               coalesce(array_agg(id order by n) filter (where n % {ANCHOR_STEP} = 1), '{{}}'), \
               coalesce(array_agg(id order by n) filter (where n <= {known}), '{{}}'), clock_timestamp() \
             from (select t.{column} as key, t.id, row_number() over (order by t.{column} {way}, t.id {way}) as n \
                   from tenantry_control.tenants t where {filter}) ordered"
        );
        let row = sqlx::query_with(crate::sql::built(out.sql), out.arguments).fetch_one(self.pool()).await?;
        let (keys, ids): (Vec<String>, Vec<Uuid>) = (row.try_get(1)?, row.try_get(2)?);
        let anchors = keys.into_iter().zip(ids).map(|(key, id)| Cursor { sort, id: TenantId(id), key });
        Ok(Layout {
            total: clamp(row.try_get(0)?),
            as_of: row.try_get(4)?,
            anchors: anchors.collect(),
            known: row.try_get::<Vec<Uuid>, _>(3)?.into(),
        })
    }
}

fn clamp(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
