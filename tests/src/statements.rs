//! Makes statements: queries that are right for the sample tables, and texts that are nearly SQL.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};

const TABLES: [(&str, &[&str]); 4] = [
    ("users", &["id::text", "name", "email", "status", "role"]),
    ("projects", &["id::text", "name", "owner_id::text", "status"]),
    ("documents", &["id::text", "title", "created_by::text"]),
    ("settings", &["id::text", "key", "value::text"]),
];

/// Pieces that lexers and splitters trip over.
const TRAPS: [&str; 58] = [
    ";",
    "'",
    "''",
    "\"",
    "\"\"",
    "$$",
    "$a$",
    "$A$",
    "a$b$",
    "--",
    "--\r",
    "--\n",
    "\r",
    "\n",
    "/*",
    "*/",
    "/* /* */",
    "E'",
    "e'\\''",
    "E'\\\\'",
    "'\\'",
    "U&'",
    "U&\"",
    "\\",
    "UESCAPE '!'",
    "x'1F'",
    "b'01'",
    "N'a'",
    "$1",
    "$1a",
    "1a",
    "0x1F",
    "0xG",
    "1_000",
    "1__0",
    ".5",
    "5.",
    "1e",
    "1e+",
    "::",
    ":=",
    "=>",
    "@>",
    "<>",
    "!=",
    "-->",
    "*/ --",
    "/**/",
    "\t",
    "\u{c}",
    "é",
    "日本",
    "\u{a0}",
    "%",
    "^@",
    "+-",
    "@-",
    "?|",
];
const WORDS: [&str; 40] = [
    "select",
    "from",
    "where",
    "with",
    "recursive",
    "as",
    "users",
    "projects",
    "x",
    "y",
    "1",
    "null",
    "and",
    "or",
    "not",
    "union all",
    "order by",
    "group by",
    "limit 1",
    "(",
    ")",
    ",",
    "*",
    "=",
    "in",
    "insert into users values (1)",
    "delete from users",
    "commit",
    "begin",
    "values",
    "case when",
    "then",
    "end",
    "exists",
    "array[",
    "]",
    "over",
    "table",
    "lateral",
    "cast(1 as int)",
];

/// A source of statements; the same seed makes the same ones.
pub struct Statements(StdRng);

impl Statements {
    /// With a seed.
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    fn of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        things.choose(&mut self.0).expect("the list is not empty")
    }

    /// A query of the sample tables whose rows do not depend on the order in which they are found.
    pub fn query(&mut self) -> String {
        let (table, columns) = *self.of(&TABLES);
        let column = self.of(columns).to_owned();
        let one = format!("select t.{column} as a from {table} t");
        match self.0.random_range(0..9) {
            0 => format!("{one} where {}", self.condition("t")),
            1 => format!(
                "select t.{column} as a, count(*) from {table} t group by 1 having count(*) >= {}",
                self.0.random_range(1..3)
            ),
            2 => self.join(),
            3 => format!("{} union all {}", self.single(), self.single()),
            4 => format!("{} except {}", self.single(), self.single()),
            5 => format!("with {table} as ({one}) select count(*), max(a) from {table}"),
            6 => format!(
                "with c as ({}), d as (select a from c) select c.a from c left join d on c.a = d.a",
                self.single()
            ),
            7 => format!(
                "{one} where {}exists (select from {} i where i.{})",
                self.not(),
                self.of(&TABLES).0,
                "id = t.id"
            ),
            _ => format!(
                "select (select count(*) from {0} i where i.tenant_id = t.tenant_id), t.{column} from {table} t",
                self.of(&TABLES).0
            ),
        }
    }

    fn not(&mut self) -> &'static str {
        if self.0.random() { "not " } else { "" }
    }

    fn single(&mut self) -> String {
        let (table, columns) = *self.of(&TABLES);
        let column = self.of(columns).to_owned();
        format!("select {table}.{column} as a from {table} where {}", self.condition(table))
    }

    fn condition(&mut self, table: &str) -> String {
        let letter = self.of(&["0", "4", "8", "c", "f"]);
        format!("{}{table}.id::text {} '{letter}'", self.not(), if self.0.random() { ">" } else { "<=" })
    }

    fn join(&mut self) -> String {
        let kind = *self.of(&["join", "left join", "right join", "full join"]);
        let links = [("projects", "owner_id"), ("documents", "created_by")];
        let (other, link) = *self.of(&links);
        let more = match self.0.random_range(0..3) {
            0 => String::new(),
            1 => format!(" and {}", self.condition("o")),
            _ => format!(" where {}", self.condition("u")),
        };
        format!(
            "select u.name, o.id, u.id is null, o.id is null from users u {kind} {other} o on o.{link} = u.id{more}"
        )
    }

    /// A text that is nearly SQL: one of `seeds` or a query, cut, doubled and mixed with traps.
    pub fn mangled(&mut self, seeds: &[String]) -> String {
        let mut text = match self.0.random_range(0..4) {
            0 => self.query(),
            1 => self.soup(),
            _ => self.of(seeds).clone(),
        };
        for _ in 0..self.0.random_range(0..5) {
            self.mangle(&mut text, seeds);
        }
        text
    }

    fn soup(&mut self) -> String {
        let words = self.0.random_range(1..14);
        let word =
            |this: &mut Self| if this.0.random_ratio(1, 3) { *this.of(&TRAPS) } else { *this.of(&WORDS) };
        let mut text = String::new();
        for _ in 0..words {
            text.push_str(word(self));
            text.push_str(self.of::<&str>(&[" ", " ", "", "/**/", "\n"]));
        }
        text
    }

    fn mangle(&mut self, text: &mut String, seeds: &[String]) {
        let at = self.place(text);
        match self.0.random_range(0..8) {
            0 | 1 => text.insert_str(at, self.of::<&str>(&TRAPS)),
            2 => text.insert_str(at, &format!(" {} ", self.of::<&str>(&WORDS))),
            3 => text.truncate(at),
            4 => drop(text.drain(..at)),
            5 => {
                let gone: usize =
                    text[at..].chars().take(self.0.random_range(1..12)).map(char::len_utf8).sum();
                text.replace_range(at..at + gone, "");
            }
            6 => {
                let other = self.of(seeds).clone();
                text.push_str(&format!(
                    "{}{other}",
                    self.of::<&str>(&[";", "; ", ";;", "/**/;--\n", "';'", "$$;$$"])
                ));
            }
            _ => {
                let other = self.of(seeds).clone();
                let from = self.place(&other);
                text.insert_str(at, &other[from..]);
            }
        }
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.0.random_range(0..=text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}
