//! The statements of a repository. `$1` is always the tenant. Only names from the allow lists become SQL.

use tenantry_model::DbIdent;

use super::list::{Compare, Filter, List};
use super::{TenantRow, Value, Values};
use crate::EngineError;

pub(super) fn find<T: TenantRow>(schema: &DbIdent) -> String {
    format!("select {} from {} where tenant_id = $1 and id = $2", columns::<T>(), table::<T>(schema))
}

pub(super) fn delete<T: TenantRow>(schema: &DbIdent) -> String {
    format!("delete from {} where tenant_id = $1 and id = $2", table::<T>(schema))
}

pub(super) fn list<T: TenantRow>(schema: &DbIdent, list: &List) -> Result<(String, Vec<Value>), EngineError> {
    let sort = allowed(T::SORTABLE, &list.sort, "sort")?;
    let (mut conditions, mut values) = conditions::<T>(&list.filters)?;
    let way = if list.descending { "desc" } else { "asc" };
    if let Some(cursor) = &list.after {
        let sign = if list.descending { "<" } else { ">" };
        let (key, id) = (values.len() + 2, values.len() + 3);
        conditions.push_str(&format!(" and (\"{sort}\", id) {sign} (${key}, ${id})"));
        values.extend([cursor.key.clone(), cursor.id.clone()]);
    }
    // one row more tells whether there is another page
    let (table, columns, limit, offset) = (table::<T>(schema), columns::<T>(), list.limit + 1, list.offset);
    let sql = format!(
        "select {columns} from {table} where {conditions} order by \"{sort}\" {way}, id {way} limit {limit} offset {offset}"
    );
    Ok((sql, values))
}

pub(super) fn count<T: TenantRow>(
    schema: &DbIdent,
    filters: &[Filter],
) -> Result<(String, Vec<Value>), EngineError> {
    let (conditions, values) = conditions::<T>(filters)?;
    Ok((format!("select count(*) from {} where {conditions}", table::<T>(schema)), values))
}

pub(super) fn create<T: TenantRow>(schema: &DbIdent, values: &Values) -> Result<String, EngineError> {
    let names = written::<T>(values, true)?;
    let places: String = (0..names.len()).map(|n| format!(", ${}", n + 2)).collect();
    let into: String = names.iter().map(|name| format!(", \"{name}\"")).collect();
    let (table, columns) = (table::<T>(schema), columns::<T>());
    Ok(format!("insert into {table} (tenant_id{into}) values ($1{places}) returning {columns}"))
}

pub(super) fn update<T: TenantRow>(schema: &DbIdent, values: &Values) -> Result<String, EngineError> {
    let names = written::<T>(values, false)?;
    if names.is_empty() {
        return Err(invalid(
            "values",
            "There is nothing to change.",
            "Give a value for at least one column.",
        ));
    }
    let set: Vec<String> =
        names.iter().enumerate().map(|(n, name)| format!("\"{name}\" = ${}", n + 3)).collect();
    let (table, columns) = (table::<T>(schema), columns::<T>());
    Ok(format!("update {table} set {} where tenant_id = $1 and id = $2 returning {columns}", set.join(", ")))
}

pub(super) fn upsert<T: TenantRow>(schema: &DbIdent, values: &Values) -> Result<String, EngineError> {
    let names = written::<T>(values, true)?;
    if let Some(missing) = T::KEY.iter().find(|key| !names.contains(key)) {
        return Err(invalid(
            missing,
            "A column of the key has no value.",
            "Give each column of the key a value.",
        ));
    }
    let insert = create::<T>(schema, values)?;
    let key: String = T::KEY.iter().map(|name| format!(", \"{name}\"")).collect();
    let changed = names.iter().filter(|name| !T::KEY.contains(name) && **name != "id");
    let mut set: Vec<String> = changed.map(|name| format!("\"{name}\" = excluded.\"{name}\"")).collect();
    if set.is_empty() {
        // nothing but the key: the row is answered all the same
        set.extend(T::KEY.iter().map(|name| format!("\"{name}\" = excluded.\"{name}\"")));
    }
    let set = format!(" on conflict (tenant_id{key}) do update set {} returning ", set.join(", "));
    Ok(insert.replace(" returning ", &set))
}

fn conditions<T: TenantRow>(filters: &[Filter]) -> Result<(String, Vec<Value>), EngineError> {
    let mut sql = "tenant_id = $1".to_owned();
    let mut values = Vec::with_capacity(filters.len());
    for filter in filters {
        let column = allowed(T::COLUMNS, &filter.column, "filter")?;
        let place = values.len() + 2;
        sql.push_str(" and ");
        sql.push_str(&match filter.compare {
            // an index is used for `=` only
            Compare::Is if filter.value != Value::Null => format!("\"{column}\" = ${place}"),
            Compare::Is => format!("\"{column}\" is not distinct from ${place}"),
            Compare::IsNot => format!("\"{column}\" is distinct from ${place}"),
            Compare::Below => format!("\"{column}\" < ${place}"),
            Compare::AtMost => format!("\"{column}\" <= ${place}"),
            Compare::Above => format!("\"{column}\" > ${place}"),
            Compare::AtLeast => format!("\"{column}\" >= ${place}"),
            Compare::Contains => format!("strpos(lower(\"{column}\"), lower(${place})) > 0"),
            Compare::AnyOf => format!("\"{column}\" = any (${place})"),
        });
        values.push(filter.value.clone());
    }
    Ok((sql, values))
}

/// The columns that are written, each allowed.
fn written<T: TenantRow>(values: &Values, creates: bool) -> Result<Vec<&'static str>, EngineError> {
    let id = |column: &str| if creates && column == "id" { Some("id") } else { None };
    values
        .columns()
        .map(|column| id(column).map_or_else(|| allowed(T::WRITABLE, column, "values"), Ok))
        .collect()
}

/// The name as the allow list has it: nothing else ever becomes SQL.
fn allowed(names: &'static [&'static str], wanted: &str, field: &str) -> Result<&'static str, EngineError> {
    let found = names.iter().copied().find(|name| *name == wanted && *name != "tenant_id");
    found.ok_or_else(|| {
        let shown = tenantry_model::refusal::shown(wanted);
        let message = format!("There is no column \"{shown}\" that may be used here.");
        invalid(field, &message, &tenantry_model::refusal::suggest(wanted, names))
    })
}

fn invalid(field: &str, message: &str, remedy: &str) -> EngineError {
    EngineError::Invalid { field: field.to_owned(), message: message.to_owned(), remedy: remedy.to_owned() }
}

fn columns<T: TenantRow>() -> String {
    let quoted: Vec<String> = T::COLUMNS.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

fn table<T: TenantRow>(schema: &DbIdent) -> String {
    format!("{}.\"{}\"", schema.quoted(), T::TABLE)
}
