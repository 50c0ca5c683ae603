//! Rows of one table of the scope's tenant. The tenant is never an argument: it comes from the context, stands in every
//! statement as a filter, and is enforced once more by the policy of the table. Columns are an allow list, values are
//! bound.
//!
//! ```no_run
//! # use tenantry_engine::repository::{Compare, Filter, List, TenantRepository};
//! # use tenantry_engine::sample::Document;
//! # async fn example(data: tenantry_engine::scoped::TenantData) -> Result<(), tenantry_engine::EngineError> {
//! let documents = TenantRepository::<Document>::new(data);
//! // inside `with_tenant`
//! let offers = List::default().filtered(Filter::new("title", Compare::Contains, "offer")).sorted("created_at").limited(20);
//! let page = documents.list(&offers).await?;
//! for document in &page.rows {
//!     println!("{}", document.title);
//! }
//! # Ok(()) }
//! ```

mod list;
mod statement;
mod value;

use std::marker::PhantomData;

use uuid::Uuid;

pub use list::{Compare, Cursor, Filter, List, Page};
pub use value::{Value, Values};

use crate::events::{Event, Outbox};
use crate::scoped::{Answer, Param, Row, Step, TenantData};
use crate::wire::WireError;
use crate::{EngineError, context};

/// A row of a tenants' table with the key `(tenant_id, id)`.
pub trait TenantRow: Sized + Send {
    /// The table's bare name.
    const TABLE: &'static str;
    /// The columns that are read and may be filtered by; `id` is one, `tenant_id` is none.
    const COLUMNS: &'static [&'static str];
    /// The columns that may be written; `tenant_id` can never be one, and `id` only when a row is created.
    const WRITABLE: &'static [&'static str];
    /// The columns that may be sorted by: not null, and led to by an index after `tenant_id` where tables grow large.
    const SORTABLE: &'static [&'static str];
    /// Columns that are unique in a tenant: what [`TenantRepository::upsert`] goes by.
    const KEY: &'static [&'static str];

    /// Reads a row with [`TenantRow::COLUMNS`].
    ///
    /// # Errors
    /// [`WireError::Value`] when a column is missing or of another type.
    fn read(row: &Row) -> Result<Self, WireError>;
}

/// The rows of `T` that belong to the scope's tenant. Every call is one round trip.
pub struct TenantRepository<T> {
    data: TenantData,
    rows: PhantomData<fn() -> T>,
}

impl<T> Clone for TenantRepository<T> {
    fn clone(&self) -> Self {
        Self { data: self.data.clone(), rows: PhantomData }
    }
}

impl<T: TenantRow> TenantRepository<T> {
    /// Over this way to the data.
    pub const fn new(data: TenantData) -> Self {
        Self { data, rows: PhantomData }
    }

    /// The row with this id; none: the tenant has none.
    ///
    /// # Errors
    /// As [`TenantData::round`].
    pub async fn find(&self, id: Uuid) -> Result<Option<T>, EngineError> {
        let sql = statement::find::<T>(&self.data.schema()?);
        one(self.run(&sql, &[Value::Uuid(id)]).await?)
    }

    /// A page of rows.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] naming a column that may not be filtered or sorted by; else as [`TenantData::round`].
    pub async fn list(&self, list: &List) -> Result<Page<T>, EngineError> {
        let (sql, values) = statement::list::<T>(&self.data.schema()?, list)?;
        list.page(self.run(&sql, &values).await?)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// As [`TenantRepository::list`].
    pub async fn count(&self, filters: &[Filter]) -> Result<u64, EngineError> {
        let (sql, values) = statement::count::<T>(&self.data.schema()?, filters)?;
        let answer = self.run(&sql, &values).await?;
        let counted: i64 = answer.rows.first().map_or(Ok(0), |row| row.get(0))?;
        Ok(counted.unsigned_abs())
    }

    /// Creates a row. Without an `id` among the values the database draws one.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] naming a column that may not be written; [`EngineError::Conflict`] when its key exists;
    /// [`EngineError::Precondition`] naming the limit when the tenant may have no more.
    pub async fn create(&self, values: Values) -> Result<T, EngineError> {
        let sql = statement::create::<T>(&self.data.schema()?, &values)?;
        must(self.run(&sql, &values.bound()).await?)
    }

    /// Creates a row and writes events with it: one round trip, one transaction.
    ///
    /// # Errors
    /// As [`TenantRepository::create`] and [`Outbox::write`].
    pub async fn create_telling(
        &self,
        values: Values,
        outbox: &Outbox,
        events: &[Event],
    ) -> Result<T, EngineError> {
        let sql = statement::create::<T>(&self.data.schema()?, &values)?;
        let (tenant, values) = (Value::Uuid(context::require()?.id.0), values.bound());
        let params = params(&tenant, &values);
        let mut answers = outbox.write(&[Step::new(&sql, &params)], events).await?;
        must(answers.pop().unwrap_or_default())
    }

    /// Changes a row; none: the tenant has no row with this id.
    ///
    /// # Errors
    /// As [`TenantRepository::create`].
    pub async fn update(&self, id: Uuid, values: Values) -> Result<Option<T>, EngineError> {
        let sql = statement::update::<T>(&self.data.schema()?, &values)?;
        let mut bound = vec![Value::Uuid(id)];
        bound.extend(values.bound());
        one(self.run(&sql, &bound).await?)
    }

    /// Creates a row, or changes the one with the same [`TenantRow::KEY`].
    ///
    /// # Errors
    /// As [`TenantRepository::create`]; [`EngineError::Invalid`] when a column of the key has no value.
    pub async fn upsert(&self, values: Values) -> Result<T, EngineError> {
        let sql = statement::upsert::<T>(&self.data.schema()?, &values)?;
        must(self.run(&sql, &values.bound()).await?)
    }

    /// Deletes a row; false: the tenant has no row with this id.
    ///
    /// # Errors
    /// [`EngineError::Conflict`] when other rows refer to it.
    pub async fn delete(&self, id: Uuid) -> Result<bool, EngineError> {
        let sql = statement::delete::<T>(&self.data.schema()?);
        Ok(self.run(&sql, &[Value::Uuid(id)]).await?.affected > 0)
    }

    /// Rows of a query of one's own, which selects [`TenantRow::COLUMNS`] from bare table names.
    ///
    /// # Errors
    /// As [`TenantData::custom`].
    pub async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<T>, EngineError> {
        let params: Vec<Param<'_>> = values.iter().map(|value| value as Param<'_>).collect();
        let answer = self.data.custom(Step::new(sql, &params)).await?;
        answer.rows.iter().map(|row| Ok(T::read(row)?)).collect()
    }

    /// Runs a statement whose first parameter is the tenant.
    async fn run(&self, sql: &str, values: &[Value]) -> Result<Answer, EngineError> {
        let tenant = Value::Uuid(context::require()?.id.0);
        let params = params(&tenant, values);
        let mut answers = self.data.round(&[Step::new(sql, &params)]).await?;
        Ok(answers.pop().unwrap_or_default())
    }
}

/// The parameters of a statement: the tenant first.
fn params<'a>(tenant: &'a Value, values: &'a [Value]) -> Vec<Param<'a>> {
    std::iter::once(tenant).chain(values).map(|value| value as Param<'_>).collect()
}

fn one<T: TenantRow>(answer: Answer) -> Result<Option<T>, EngineError> {
    Ok(answer.rows.first().map(T::read).transpose()?)
}

fn must<T: TenantRow>(answer: Answer) -> Result<T, EngineError> {
    one(answer)?.ok_or_else(|| EngineError::Inconsistent("A row that was written is not there.".to_owned()))
}
