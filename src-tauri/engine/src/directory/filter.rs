//! Renders a parsed query as a condition with bound values. Only constants of this file become SQL.

use sqlx::postgres::PgArguments;
use sqlx::{Arguments, Encode, Postgres, Type};
use tenantry_model::query::{Comparison, Direction, Field, SortColumn, TenantQuery, Term, Value};

/// SQL text and the values bound to its `$n`.
#[derive(Default)]
pub(super) struct Fragment {
    pub(super) sql: String,
    pub(super) arguments: PgArguments,
}

impl Fragment {
    /// Binds a value and returns its `$n`.
    pub(super) fn bind<'q, T: Encode<'q, Postgres> + Type<Postgres> + 'q>(&mut self, value: T) -> String {
        self.arguments.add(value).expect("strings, numbers, times and ids always encode");
        format!("${}", self.arguments.len())
    }
}

/// `true and …`: the condition on `t` that the query stands for.
pub(super) fn condition(query: &TenantQuery, out: &mut Fragment) -> String {
    let mut sql = "true".to_owned();
    for term in &query.terms {
        let (condition, negated) = match term {
            Term::Text { needle, negated } => {
                (format!("t.search like lower({})", out.bind(format!("%{}%", escaped(needle)))), *negated)
            }
            Term::Filter { field, comparison, values, negated } => {
                let any = values.iter().map(|value| compare(*field, *comparison, value, out));
                (any.collect::<Vec<_>>().join(" or "), *negated)
            }
        };
        // a tenant without a domain is one whose domain is not `x`: unknown counts as no
        sql.push_str(" and (");
        sql.push_str(&condition);
        sql.push_str(if negated { ") is not true" } else { ")" });
    }
    sql
}

/// The needle as a LIKE pattern that matches it literally.
fn escaped(needle: &str) -> String {
    needle.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn compare(field: Field, comparison: Comparison, value: &Value, out: &mut Fragment) -> String {
    match value {
        Value::Status(status) => {
            format!("t.status = {}::tenantry_control.tenant_status", out.bind(status.as_str()))
        }
        Value::Rung(rung) => format!("t.rung = {}::tenantry_control.rung", out.bind(rung.as_str())),
        Value::Id(id) => format!("t.id = {}", out.bind(id.0)),
        Value::Word(word) => is_word(field, word, out),
        Value::Permille(n) => {
            format!("t.usage_permille {} {}::bigint", operator(comparison), out.bind(*n))
        }
        Value::Number(n) => format!("t.{} {} {}", column(field), operator(comparison), out.bind(*n)),
        Value::Day(day) => on_day(field, comparison, *day, out),
        Value::Distance(seconds) => at_distance(field, comparison, *seconds, out),
    }
}

fn is_word(field: Field, word: &str, out: &mut Fragment) -> String {
    match field {
        Field::Tier => {
            let tier = out.bind(word.to_owned());
            format!("t.tier_rank = (select rank from tenantry_control.tiers where name = {tier})")
        }
        // `eu` is every region of the continent; `eu-central-1` is one
        Field::Region if !word.contains('-') => {
            let (from, to) = (out.bind(format!("{word}-")), out.bind(format!("{word}.")));
            let whole = out.bind(word.to_owned());
            format!("(t.region >= {from} and t.region < {to}) or t.region = {whole}")
        }
        Field::Region => format!("t.region = {}", out.bind(word.to_owned())),
        Field::Cluster => format!("t.cluster = {}", out.bind(word.to_owned())),
        Field::Parent => {
            let parent = out.bind(word.to_owned());
            format!("t.parent_id = (select id from tenantry_control.tenants where slug = {parent})")
        }
        Field::Slug => begins("t.slug", word, out),
        Field::Domain => begins("t.domain", word, out),
        _ => begins("t.name_key", word, out),
    }
}

/// A prefix as a range, so that the index on the column serves it whatever the pattern holds.
fn begins(column: &str, word: &str, out: &mut Fragment) -> String {
    let (from, to) = (out.bind(word.to_owned()), out.bind(format!("{word}\u{10FFFF}")));
    format!("{column} >= {from} and {column} < {to}")
}

const fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Is => "=",
        Comparison::Above => ">",
        Comparison::AtLeast => ">=",
        Comparison::Below => "<",
        Comparison::AtMost => "<=",
    }
}

const fn column(field: Field) -> &'static str {
    match field {
        Field::Users => "users",
        Field::Projects => "projects",
        Field::Storage => "storage_bytes",
        Field::ApiCalls => "api_calls_month",
        Field::Alarms => "alarms",
        Field::Activity => "last_activity",
        Field::Expires => "subscription_ends",
        Field::Created
        | Field::Status
        | Field::Tier
        | Field::Rung
        | Field::Region
        | Field::Cluster
        | Field::Name
        | Field::Slug
        | Field::Domain
        | Field::Id
        | Field::Parent
        | Field::Usage => "created_at",
    }
}

/// A day is the whole day, UTC: `>` begins after it, `:` lies within it.
fn on_day(field: Field, comparison: Comparison, day: time::Date, out: &mut Fragment) -> String {
    let column = column(field);
    let begin = out.bind(day.midnight().assume_utc());
    let end = out.bind(day.next_day().unwrap_or(day).midnight().assume_utc());
    match comparison {
        Comparison::Is => format!("t.{column} >= {begin} and t.{column} < {end}"),
        Comparison::Above => format!("t.{column} >= {end}"),
        Comparison::AtLeast => format!("t.{column} >= {begin}"),
        Comparison::Below => format!("t.{column} < {begin}"),
        Comparison::AtMost => format!("t.{column} < {end}"),
    }
}

/// `activity<30d` is less than 30 days ago; `expires<14d` is less than 14 days ahead (and not over yet), and
/// `expires<0d` is over.
fn at_distance(field: Field, comparison: Comparison, seconds: i64, out: &mut Fragment) -> String {
    let column = column(field);
    if field == Field::Expires && seconds == 0 && comparison == Comparison::Below {
        return format!("t.{column} < now()");
    }
    let distance = format!("make_interval(secs => {}::double precision)", out.bind(seconds));
    let near = matches!(comparison, Comparison::Below | Comparison::AtMost | Comparison::Is);
    match (field == Field::Expires, near) {
        (true, true) => format!("t.{column} >= now() and t.{column} <= now() + {distance}"),
        (true, false) => format!("t.{column} > now() + {distance}"),
        (false, true) => format!("t.{column} >= now() - {distance}"),
        (false, false) => format!("t.{column} < now() - {distance}"),
    }
}

/// The indexed column that a grid column sorts by, and the type that its key is read back as.
pub(super) const fn sort_key(column: SortColumn) -> (&'static str, &'static str) {
    match column {
        SortColumn::Name => ("name_key", "text"),
        SortColumn::Slug => ("slug", "text"),
        SortColumn::Status => ("status", "tenantry_control.tenant_status"),
        SortColumn::Tier => ("tier_rank", "smallint"),
        SortColumn::Rung => ("rung", "tenantry_control.rung"),
        SortColumn::Region => ("region", "text"),
        SortColumn::Usage => ("usage_permille", "integer"),
        SortColumn::Users => ("users", "bigint"),
        SortColumn::Projects => ("projects", "bigint"),
        SortColumn::Storage => ("storage_bytes", "bigint"),
        SortColumn::ApiCalls => ("api_calls_month", "bigint"),
        SortColumn::Alarms => ("alarms", "integer"),
        SortColumn::Activity => ("last_activity", "timestamptz"),
        SortColumn::Created => ("created_at", "timestamptz"),
        SortColumn::Version => ("version", "bigint"),
    }
}

/// `asc` or `desc`.
pub(super) const fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => "asc",
        Direction::Descending => "desc",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tenantry_model::query::{Vocabulary, parse};

    fn rendered(query: &str) -> String {
        let mut out = Fragment::default();
        condition(&parse(query, &Vocabulary::default()).unwrap(), &mut out)
    }

    #[test]
    fn values_are_bound_and_never_spliced() {
        for hostile in ["name:\"x' or true --\"", "\"'; drop table tenants; --\"", "domain:a)b"] {
            let sql = rendered(hostile);
            assert!(!sql.contains("drop") && !sql.contains("or true") && !sql.contains(")b"), "{sql}");
        }
    }

    #[test]
    fn a_needle_is_literal() {
        assert_eq!(escaped("50%_\\"), "50\\%\\_\\\\");
    }

    #[test]
    fn terms_are_joined_by_and_negation_by_not() {
        assert_eq!(
            rendered("-tier:free status:active,failed"),
            "true and (t.tier_rank = (select rank from tenantry_control.tiers where name = $1)) is not true and \
             (t.status = $2::tenantry_control.tenant_status or t.status = $3::tenantry_control.tenant_status)"
        );
    }
}
