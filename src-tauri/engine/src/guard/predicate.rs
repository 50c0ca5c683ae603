//! Adds the tenant to a statement, as text. Each relation becomes a sub-select of its own with the tenant's condition, so
//! that outer joins keep their meaning; the text around it stays as it was written. What is made is read again, and
//! every relation in it must stand exactly where one was written here.

use pg_query::protobuf::{ScanToken, Token};
use tenantry_model::{DbIdent, TenantId};

use super::reject::{Code, Reject, named};
use super::walk::Reference;
use super::{Checked, Guard};

/// The condition: this column holds this tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantPredicate {
    /// The tenant's column, the same in all relations; of type uuid or text.
    pub column: DbIdent,
    /// The tenant whose rows are meant.
    pub tenant: TenantId,
}

/// A piece of text to be put in the place of another.
struct Piece {
    from: usize,
    to: usize,
    text: String,
    /// Where in `text` the relation's name begins.
    name_at: usize,
}

pub(super) fn add(guard: &Guard, statement: &str, predicate: &TenantPredicate) -> Result<String, Reject> {
    let checked = guard.check(statement)?;
    if checked.names_schema_in_columns {
        return Err(Reject::new(Code::Construct, "A column with its schema before it cannot be rewritten."));
    }
    let tokens = pg_query::scan_tokens(statement)
        .map_err(|_| Reject::new(Code::Syntax, "PostgreSQL cannot read the statement."))?;
    let mut pieces = Vec::with_capacity(checked.references.len());
    for reference in &checked.references {
        pieces.push(piece(guard, statement, &tokens, reference, predicate)?);
    }
    pieces.sort_by_key(|piece| piece.from);
    let (text, names) = spliced(statement, &pieces);
    verified(guard, &text, &names)?;
    Ok(text)
}

fn piece(
    guard: &Guard,
    statement: &str,
    tokens: &[ScanToken],
    reference: &Reference,
    predicate: &TenantPredicate,
) -> Result<Piece, Reject> {
    let refuse = || {
        let text = format!("The relation {} stands where it cannot be rewritten.", named(&reference.name));
        Reject::new(Code::Construct, text)
    };
    if reference.adorned {
        return Err(refuse());
    }
    let at = tokens.iter().position(|token| place(token.start) == reference.start).ok_or_else(refuse)?;
    // schema, point, name; or the name alone
    let last = if reference.qualified { after_point(tokens, at).ok_or_else(refuse)? } else { at };
    let token = |n: usize| tokens.get(n).map(|token| token.token);
    if [at, last].iter().any(|n| token(*n) == Some(Token::Uident as i32))
        || token(last + 1) == Some(i32::from(b'*'))
    {
        return Err(refuse());
    }
    let schema = quoted(&guard.schema);
    let relation = quoted(&reference.name);
    let column = predicate.column.quoted();
    let before = at.checked_sub(1).filter(|n| token(*n) == Some(Token::Table as i32));
    let head = format!("{}(select * from ", if before.is_some() { "select * from " } else { "" });
    let alias = if reference.aliased { String::new() } else { format!(" as {relation}") };
    let text = format!(
        "{head}{schema}.{relation} where {relation}.{column} operator(pg_catalog.=) '{}'){alias}",
        predicate.tenant
    );
    let from = before.map_or(reference.start, |n| place(tokens[n].start));
    if statement.get(from..place(tokens[last].end)).is_none() {
        return Err(refuse());
    }
    Ok(Piece { from, to: place(tokens[last].end), text, name_at: head.len() })
}

/// The token of the name after the schema and its point; comments may stand between.
fn after_point(tokens: &[ScanToken], schema: usize) -> Option<usize> {
    let comments = [Token::SqlComment as i32, Token::CComment as i32];
    let mut rest =
        tokens.iter().enumerate().skip(schema + 1).filter(|(_, token)| !comments.contains(&token.token));
    let (_, point) = rest.next()?;
    (point.token == Token::Ascii46 as i32).then(|| rest.next().map(|(n, _)| n))?
}

fn spliced(statement: &str, pieces: &[Piece]) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(statement.len() + 120 * pieces.len());
    let mut names = Vec::with_capacity(pieces.len());
    let mut rest = 0;
    for piece in pieces {
        text.push_str(statement.get(rest..piece.from).unwrap_or_default());
        names.push(text.len() + piece.name_at);
        text.push_str(&piece.text);
        rest = piece.to;
    }
    text.push_str(statement.get(rest..).unwrap_or_default());
    (text, names)
}

/// Reads the new text: the relations in it are those that were written here, and no others.
fn verified(guard: &Guard, text: &str, names: &[usize]) -> Result<(), Reject> {
    let Checked { references, .. } = guard.check(text)?;
    let mut found: Vec<usize> = references.iter().map(|reference| reference.start).collect();
    found.sort_unstable();
    if found == names {
        return Ok(());
    }
    Err(Reject::new(Code::Construct, "The statement cannot be rewritten for one tenant."))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn place(offset: i32) -> usize {
    usize::try_from(offset).unwrap_or(0)
}
