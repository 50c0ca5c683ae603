//! From text to a tree: what is looked at before PostgreSQL's grammar, and what the grammar says.

use pg_query::NodeEnum;
use pg_query::protobuf::{RawStmt, SelectStmt, Token};

use super::reject::{Code, Reject, named};
use super::{MAX_BYTES, MAX_NESTING, MAX_PARTS};

/// The one query that the text is.
pub(super) fn parse(statement: &str) -> Result<SelectStmt, Reject> {
    readable(statement)?;
    let tree = pg_query::parse(statement, 0).map_err(|error| not_parsed(&error))?;
    let mut statements = tree.protobuf.stmts;
    if statements.len() > 1 {
        let text = format!("There are {} statements; one is allowed.", statements.len());
        return Err(Reject::new(Code::Count, text));
    }
    match statements.pop() {
        None => Err(Reject::new(Code::Count, "There is no statement.")),
        Some(only) => query(only),
    }
}

fn query(statement: RawStmt) -> Result<SelectStmt, Reject> {
    let refuse = |what: &str| Err(Reject::new(Code::Statement, format!("{what} Only SELECT is allowed.")));
    match statement.stmt.and_then(|node| node.node) {
        Some(NodeEnum::SelectStmt(select)) => Ok(*select),
        Some(
            NodeEnum::InsertStmt(_)
            | NodeEnum::UpdateStmt(_)
            | NodeEnum::DeleteStmt(_)
            | NodeEnum::MergeStmt(_)
            | NodeEnum::TruncateStmt(_),
        ) => refuse("The statement changes rows."),
        Some(NodeEnum::ExplainStmt(_)) => refuse("EXPLAIN tells of rows that are not yours."),
        Some(NodeEnum::CreateTableAsStmt(_)) => refuse("The statement makes a table."),
        Some(NodeEnum::CopyStmt(_)) => refuse("COPY reads and writes outside of the query."),
        Some(NodeEnum::VariableSetStmt(_) | NodeEnum::VariableShowStmt(_)) => {
            refuse("The statement reads or changes a setting.")
        }
        Some(NodeEnum::TransactionStmt(_)) => refuse("The statement controls a transaction."),
        Some(NodeEnum::DoStmt(_) | NodeEnum::CallStmt(_)) => refuse("The statement runs a procedure."),
        Some(NodeEnum::PrepareStmt(_) | NodeEnum::ExecuteStmt(_) | NodeEnum::DeallocateStmt(_)) => {
            refuse("The statement outlives itself as a prepared one.")
        }
        Some(NodeEnum::DeclareCursorStmt(_) | NodeEnum::FetchStmt(_) | NodeEnum::ClosePortalStmt(_)) => {
            refuse("The statement outlives itself as a cursor.")
        }
        _ => refuse("The statement is no query."),
    }
}

fn not_parsed(error: &pg_query::Error) -> Reject {
    let (pg_query::Error::Parse(text) | pg_query::Error::Scan(text)) = error else { return too_deep() };
    let deep = ["memory exhausted", "stack depth", "parse tree is nested"];
    if deep.iter().any(|beginning| text.starts_with(beginning)) {
        return too_deep();
    }
    let cut: String = text.chars().take(160).collect();
    let text = format!("PostgreSQL cannot read the statement: {}.", tenantry_model::refusal::shown(&cut));
    Reject::new(Code::Syntax, text)
}

fn too_deep() -> Reject {
    Reject::new(Code::Size, "The statement is nested too deeply.")
}

fn readable(statement: &str) -> Result<(), Reject> {
    if statement.len() > MAX_BYTES {
        let text = format!("The statement has {} bytes; {MAX_BYTES} are allowed.", statement.len());
        return Err(Reject::new(Code::Size, text));
    }
    let strange = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c)) || b == 0x7f;
    if let Some(byte) = statement.bytes().find(|b| strange(*b)) {
        // vertical tab among them: white space from PostgreSQL 16 on, and not before
        return Err(Reject::new(
            Code::Text,
            format!("The control character 0x{byte:02x} stands in the statement."),
        ));
    }
    let many = statement.len() > MAX_PARTS;
    let deep = statement.bytes().filter(|b| matches!(b, b'(' | b'[')).count() > MAX_NESTING;
    if many || deep {
        sized(statement)?;
    }
    if statement.as_bytes().windows(2).any(|pair| pair[0] == b'$' && pair[1].is_ascii_digit()) {
        no_parameter(statement)?;
    }
    // two bytes for the least of them: a statement of ASCII is not looked at again
    if !statement.is_ascii() && statement.contains(deceives) {
        outside_of_literals(statement)?;
    }
    Ok(())
}

/// The parser knows parameters in places where a server does not (`select a $1`): none gets that far.
fn no_parameter(statement: &str) -> Result<(), Reject> {
    let tokens = pg_query::scan_tokens(statement).map_err(|error| not_parsed(&error))?;
    if tokens.iter().any(|token| token.token == Token::Param as i32) {
        return Err(unknown("A parameter such as $1"));
    }
    Ok(())
}

/// Words, and brackets within brackets, before a tree is made of them: the grammar forgets parentheses, and a tree of very
/// many parts takes a while to read.
fn sized(statement: &str) -> Result<(), Reject> {
    let tokens = pg_query::scan_tokens(statement).map_err(|error| not_parsed(&error))?;
    if tokens.len() > MAX_PARTS {
        return Err(too_many_parts());
    }
    let mut depth = 0_usize;
    for token in tokens {
        match Token::try_from(token.token) {
            Ok(Token::Ascii40 | Token::Ascii91) => depth += 1,
            Ok(Token::Ascii41 | Token::Ascii93) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(too_deep());
        }
    }
    Ok(())
}

/// Spaces that PostgreSQL takes for letters, and characters that hide or turn what stands around them.
fn deceives(c: char) -> bool {
    !c.is_ascii()
        && (c.is_whitespace()
            || c.is_control()
            || matches!(c,
                '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'))
}

/// A name in Chinese is a name, an emoji in a literal is data, a comment says nothing; an invisible letter elsewhere is a
/// trap.
fn outside_of_literals(statement: &str) -> Result<(), Reject> {
    // where not even the words can be told, nothing is known to be inside of a literal
    let tokens = pg_query::scan_tokens(statement).unwrap_or_default();
    let harmless =
        [Token::Sconst, Token::Usconst, Token::SqlComment, Token::CComment].map(|token| token as i32);
    let mut rest = 0;
    for token in tokens {
        let (from, to) = (place(token.start), place(token.end));
        // between tokens there is only white space, which is ASCII
        let told = statement
            .get(rest..from)
            .into_iter()
            .chain(statement.get(from..to).filter(|_| !harmless.contains(&token.token)));
        for piece in told {
            deceiving(piece)?;
        }
        rest = to;
    }
    deceiving(statement.get(rest..).unwrap_or_default())
}

fn deceiving(piece: &str) -> Result<(), Reject> {
    let Some(c) = piece.chars().find(|c| deceives(*c)) else { return Ok(()) };
    let code = u32::from(c);
    let text = format!("The invisible or misleading character U+{code:04X} stands in the statement.");
    Err(Reject::new(Code::Text, text))
}

fn place(offset: i32) -> usize {
    usize::try_from(offset).unwrap_or(0)
}

pub(super) fn too_many_parts() -> Reject {
    Reject::new(Code::Size, format!("The statement has more than {MAX_PARTS} parts."))
}

/// A part of the language that no list knows.
pub(super) fn unknown(what: &str) -> Reject {
    Reject::new(Code::Construct, format!("{} is not allowed.", named(what).trim_matches('"')))
}
