//! One round trip: statements that are bound and executed together, and what came of each.

use std::io;
use std::sync::Arc;

use bytes::BytesMut;
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::{Message, RowDescriptionBody};
use postgres_protocol::message::frontend::{self, BindError};
use postgres_types::{IsNull, Kind, Type};

use super::row::Column;
use super::statements::Statement;
use super::{Connection, Param, Row, WireError};

/// A statement and its parameters.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Its text: a constant, or built of identifiers that were checked.
    pub sql: &'a str,
    /// `$1`, `$2` and so on.
    pub params: &'a [Param<'a>],
    /// How much may come back.
    pub caps: Caps,
}

impl<'a> Step<'a> {
    /// A statement whose answer is as large as it likes, within what a program can hold.
    pub const fn new(sql: &'a str, params: &'a [Param<'a>]) -> Self {
        Self { sql, params, caps: Caps { rows: 0, bytes: 256 << 20 } }
    }
}

/// How much may come back of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Most rows: the server stops there. 0: all.
    pub rows: u32,
    /// Most bytes of rows; beyond, the connection is closed.
    pub bytes: usize,
}

/// What came of a statement.
#[derive(Clone, Default)]
pub struct Answer {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Rows that were inserted, updated, deleted or selected.
    pub affected: u64,
    /// There were more rows than the cap.
    pub cut: bool,
}

impl Connection {
    /// Executes the steps in one round trip and, unless a transaction is open, in one transaction: all or nothing. A
    /// statement that this connection has not met before costs one round trip more, once.
    ///
    /// # Errors
    /// [`WireError`] of the first step that failed; those after it were skipped.
    pub async fn round(&mut self, steps: &[Step<'_>]) -> Result<Vec<Answer>, WireError> {
        let outcome = self.try_round(steps).await;
        match outcome {
            // a plan that is stale failed before it did anything, and the transaction of the round with it
            Err(error) if error.is_stale_plan() && !self.in_transaction() => {
                self.forget_statements()?;
                self.try_round(steps).await
            }
            outcome => outcome,
        }
    }

    async fn try_round(&mut self, steps: &[Step<'_>]) -> Result<Vec<Answer>, WireError> {
        let statements = self.prepared(steps).await?;
        for (step, statement) in steps.iter().zip(&statements) {
            bind(step, statement, &mut self.out)?;
        }
        frontend::sync(&mut self.out);
        self.begin().await?;
        let outcome = self.read_answers(steps, &statements).await;
        self.end(outcome).await
    }

    /// The statements, prepared; those that are new are parsed in one round trip of their own.
    async fn prepared(&mut self, steps: &[Step<'_>]) -> Result<Vec<Statement>, WireError> {
        let mut found: Vec<Statement> = Vec::with_capacity(steps.len());
        for step in steps {
            let statement = match self.statements.find(step.sql) {
                Some(statement) => statement,
                None => self.prepare(step.sql, steps.first().zip(found.first())).await?,
            };
            found.push(statement);
        }
        Ok(found)
    }

    /// Prepares a statement under what the round's first step sets: names mean there what they will mean later.
    async fn prepare(
        &mut self,
        sql: &str,
        first: Option<(&Step<'_>, &Statement)>,
    ) -> Result<Statement, WireError> {
        let name = self.statements.next_name();
        // in a transaction all is set already, and the first step is no setting but somebody's change
        if let Some((step, statement)) = first.filter(|_| !self.in_transaction()) {
            bind(step, statement, &mut self.out)?;
        }
        if let Err(error) = frontend::parse(&name, sql, [], &mut self.out) {
            // a NUL: nothing that was written so far may stay for the next round
            self.out.clear();
            return Err(WireError::Value { position: 0, why: error.to_string() });
        }
        frontend::describe(b'S', &name, &mut self.out)?;
        frontend::sync(&mut self.out);
        self.begin().await?;
        let outcome = self.read_description(name).await;
        let statement = self.end(outcome).await?;
        if let Some(closed) = self.statements.keep(sql, statement.clone()) {
            frontend::close(b'S', &closed, &mut self.out)?;
        }
        Ok(statement)
    }

    async fn read_description(&mut self, name: Arc<str>) -> Result<Statement, WireError> {
        let mut parameters: Vec<Type> = Vec::new();
        loop {
            match self.message(usize::MAX).await? {
                Message::ParseComplete
                | Message::CloseComplete
                | Message::BindComplete
                | Message::DataRow(_)
                | Message::CommandComplete(_) => {}
                Message::ParameterDescription(body) => {
                    parameters = body.parameters().map(|oid| Ok(kind(oid))).collect()?;
                }
                Message::RowDescription(body) => {
                    let columns = columns(&body)?;
                    return Ok(Statement { name, parameters: parameters.into(), columns });
                }
                Message::NoData => {
                    return Ok(Statement { name, parameters: parameters.into(), columns: Arc::new([]) });
                }
                Message::ErrorResponse(body) => return Err(WireError::refused(&body)),
                _ => return Err(WireError::Protocol("no description of a statement")),
            }
        }
    }

    async fn read_answers(
        &mut self,
        steps: &[Step<'_>],
        statements: &[Statement],
    ) -> Result<Vec<Answer>, WireError> {
        let mut answers = Vec::with_capacity(steps.len());
        for (step, statement) in steps.iter().zip(statements) {
            answers.push(self.read_answer(step.caps, statement).await?);
        }
        Ok(answers)
    }

    async fn read_answer(&mut self, caps: Caps, statement: &Statement) -> Result<Answer, WireError> {
        let mut answer = Answer::default();
        let mut left = caps.bytes;
        loop {
            match self.message(left).await? {
                Message::BindComplete | Message::CloseComplete => {}
                Message::DataRow(body) => {
                    left = left.saturating_sub(body.buffer().len());
                    answer.rows.push(Row::new(&statement.columns, &body)?);
                }
                Message::CommandComplete(body) => {
                    answer.affected = affected(body.tag()?);
                    return Ok(answer);
                }
                Message::PortalSuspended => {
                    answer.affected = u64::from(caps.rows);
                    answer.cut = true;
                    return Ok(answer);
                }
                Message::EmptyQueryResponse => return Ok(answer),
                Message::ErrorResponse(body) => return Err(WireError::refused(&body)),
                _ => return Err(WireError::Protocol("no answer to a statement")),
            }
        }
    }
}

fn bind(step: &Step<'_>, statement: &Statement, out: &mut BytesMut) -> Result<(), WireError> {
    if step.params.len() != statement.parameters.len() {
        out.clear();
        let why = format!("{} are wanted", statement.parameters.len());
        return Err(WireError::Value { position: step.params.len(), why });
    }
    let mut position = 0;
    let values = step.params.iter().zip(statement.parameters.iter());
    let bound = frontend::bind(
        "",
        &statement.name,
        Some(1),
        values,
        |(value, kind), out| {
            position += 1;
            value.to_sql_checked(kind, out).map(|null| match null {
                IsNull::Yes => postgres_protocol::IsNull::Yes,
                IsNull::No => postgres_protocol::IsNull::No,
            })
        },
        Some(1),
        out,
    );
    if let Err(error) = bound {
        // nothing of a round is sent when a part of it does not fit
        out.clear();
        return Err(match error {
            BindError::Conversion(why) => WireError::Value { position, why: why.to_string() },
            BindError::Serialization(error) => WireError::Lost(error),
        });
    }
    let rows = i32::try_from(step.caps.rows).unwrap_or(i32::MAX);
    Ok(frontend::execute("", rows, out)?)
}

fn columns(body: &RowDescriptionBody) -> io::Result<Arc<[Column]>> {
    let column = |field: postgres_protocol::message::backend::Field<'_>| {
        Ok(Column { name: field.name().to_owned(), kind: kind(field.type_oid()) })
    };
    body.fields().map(column).collect::<Vec<_>>().map(Into::into)
}

/// A type that is not built in is written and read as the bytes it is.
fn kind(oid: u32) -> Type {
    Type::from_oid(oid).unwrap_or_else(|| Type::new(format!("oid {oid}"), oid, Kind::Simple, String::new()))
}

/// Rows that a command tag counts: `INSERT 0 1`, `SELECT 3`.
fn affected(tag: &str) -> u64 {
    tag.rsplit(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0)
}
