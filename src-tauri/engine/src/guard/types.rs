//! The types that a statement may name: values, and nothing that stands for a thing of the catalog. `'users'::regclass`
//! asks the catalog whether a table is there, and an oid or a transaction number is its language.

/// In the order of the alphabet: it is searched by halves.
#[rustfmt::skip] // a list of words, not of lines
pub(super) const ALLOWED: [&str; 51] = [
    "bit", "bool", "box", "bpchar", "bytea", "char", "cidr", "circle", "date", "datemultirange",
    "daterange", "float4", "float8", "inet", "int2", "int4", "int4multirange", "int4range", "int8",
    "int8multirange", "int8range", "interval", "json", "jsonb", "jsonpath", "line", "lseg", "macaddr",
    "macaddr8", "money", "name", "numeric", "nummultirange", "numrange", "path", "point", "polygon", "text",
    "time", "timestamp", "timestamptz", "timetz", "tsmultirange", "tsquery", "tsrange", "tstzmultirange",
    "tstzrange", "tsvector", "uuid", "varbit", "varchar",
];

/// Whether the type may be named. The grammar has already made `int4` of `integer` and its like.
pub(super) fn allowed(name: &str) -> bool {
    ALLOWED.binary_search(&name).is_ok()
}
